import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord } from 'llm-exchange/call';
import type { Lease } from '../delivery/waiting-call.js';
import type { FollowedCall } from '../telemetry/calls/call-listener.js';

/** One attempt at an exchange. */
interface Attempt {
  readonly id: string;
  readonly firstContentAt: number | undefined;
}

/** Writes a record down in the journal, until the lease is released. */
type Secure = (record: LlmCallRecord) => Lease | undefined;

/**
 * The records of one exchange, kept until the call around it decides what they are.
 *
 * | state    | `keep`                                                         | `adopt`   | `release`                    |
 * | -------- | -------------------------------------------------------------- | --------- | ---------------------------- |
 * | retained | joins the record; one of an outcome goes to the journal, too    | → adopted | → released with its record   |
 * | adopted  | the same; one of an outcome: → retained                        | stays     | → released without a record  |
 * | released | refused: it is delivered as it comes                           | –         | –                            |
 */
export class RetainedExchange {
  #state: 'retained' | 'adopted' | 'released' = 'retained';
  #record: LlmCallRecord | undefined;
  #lease: Lease | undefined;
  #attempt: Attempt | undefined;
  #endEarly: (anyway: boolean) => void = () => undefined;
  /** Attempts that ended and are followed, with their ids. */
  readonly #followed: (readonly [FollowedCall, string])[] = [];

  get id(): string | undefined {
    return this.#attempt?.id;
  }

  get record(): LlmCallRecord | undefined {
    return this.#record;
  }

  /** How it ended; undefined while it has not. */
  get finalStatus(): LlmCallStatus | undefined {
    const status = this.#record?.status;
    return status === LlmCallStatus.PENDING ? undefined : status;
  }

  get firstContentAt(): number | undefined {
    return this.#attempt?.firstContentAt;
  }

  /** It is made, or made again. `endEarly` ends it with what was read so far, if that is all of the answer; `anyway`: if it is any of it. */
  attempt(attempt: Attempt, endEarly: (anyway: boolean) => void): void {
    this.#attempt = attempt;
    this.#endEarly = endEarly;
  }

  /** Ends it if it goes on, as the call around it has ended. */
  endEarly(anyway: boolean): void {
    this.#endEarly(anyway);
  }

  /** @returns whether it keeps the record. */
  keep(record: LlmCallRecord, secure: Secure): boolean {
    if (this.#state === 'released') return false;
    if (this.#record === undefined) this.#record = record;
    else mergeIntoCallRecord(this.#record, record);
    if (record.status === LlmCallStatus.PENDING) return true;
    this.#state = 'retained';
    this.#lease?.release();
    this.#lease = secure(this.#record);
    return true;
  }

  /** @returns whether it keeps for later which row reports this attempt. */
  keepFollowed(followed: FollowedCall, id: string): boolean {
    if (this.#state === 'released') return false;
    this.#followed.push([followed, id]);
    return true;
  }

  /** Its members stand in the record of the call around it. */
  adopt(callId: string): void {
    this.#state = 'adopted';
    for (const [followed] of this.#followed.splice(0)) followed.filed(callId);
  }

  /** @returns its record, if that stands nowhere yet. */
  release(): LlmCallRecord | undefined {
    const record = this.#state === 'retained' ? this.#record : undefined;
    this.#state = 'released';
    return record;
  }

  /** What was kept is delivered: the journal's own copy may go, and it is known which row reports each attempt. */
  delivered(): void {
    this.#lease?.release();
    for (const [followed, id] of this.#followed.splice(0)) followed.filed(id);
  }
}
