/** A request that is not taken, and why. */
export class Refusal extends Error {
  /** @param retryAfterSeconds the sender is asked to try again then; without it the request will never be taken. */
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
