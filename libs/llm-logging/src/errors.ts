/** Base of all errors that this package throws. Its message says what is wrong and what to do. */
export class LlmLoggingError extends Error {
  override readonly name: string = 'LlmLoggingError';
}

/** The options given to `LlmLoggingModule` are wrong: the application does not start. Lists every fault with its remedy. */
export class LlmLoggingOptionsError extends LlmLoggingError {
  override readonly name = 'LlmLoggingOptionsError';

  constructor(readonly faults: readonly string[]) {
    super(`The options of LlmLoggingModule are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** A filter of a query is wrong. The admin API answers 400 with it. */
export class LlmQueryError extends LlmLoggingError {
  override readonly name = 'LlmQueryError';

  constructor(
    /** The filter's name. */
    readonly field: string,
    /** What is wrong with it, and what is allowed. */
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`);
  }
}

/** The log's database does not answer. Recording goes on in memory; reading has to wait. */
export class LlmDatabaseUnavailableError extends LlmLoggingError {
  override readonly name = 'LlmDatabaseUnavailableError';

  /** @param message what is wrong and what to do, where more is known than that it does not answer. */
  constructor(cause: unknown, message: string = awayMessage(cause)) {
    super(message, { cause });
  }
}

/** A question took longer than it may, and PostgreSQL ended it. The admin API answers 400 with it. */
export class LlmQueryTimeoutError extends LlmLoggingError {
  override readonly name = 'LlmQueryTimeoutError';

  constructor(
    /** In ms. */
    readonly timeoutMs: number,
    cause?: unknown,
  ) {
    super(
      `The question took longer than ${timeoutMs} ms and was ended. Narrow it: a shorter time (startDate, endDate), or a filter of few calls such as traceId, userId or companyId.`,
      { cause },
    );
  }
}

/** A company may not change a budget that it did not define itself. The admin API answers 403 with it. */
export class LlmBudgetAccessError extends LlmLoggingError {
  override readonly name = 'LlmBudgetAccessError';

  constructor(
    /** The budget's name. */
    readonly budget: string,
    problem: string,
  ) {
    super(`Budget ${JSON.stringify(budget)} ${problem}`);
  }
}

/** What a budget that refuses a call says of itself. */
export interface LlmBudgetExcess {
  /** Its name. */
  readonly budget: string;
  /** The value of `per` whose limit is reached; null for a budget without. */
  readonly subject: string | null;
  /** USD. */
  readonly limitUsd: number;
  /** USD that are stored as spent; the rest is reserved by calls that are under way. */
  readonly spentUsd: number;
  /** When the next window begins; null for a budget of `total`. */
  readonly resetsAt: Date | null;
}

/** A budget with `onLimit: 'block'` is used up: the call was not made. Nobody catches it: the request is answered with 429. */
export class LlmBudgetExceededError extends LlmLoggingError implements LlmBudgetExcess {
  override readonly name = 'LlmBudgetExceededError';
  /** HTTP status of the answer, as Nest reads it from any error. */
  readonly statusCode = 429;
  readonly budget: string;
  readonly subject: string | null;
  readonly limitUsd: number;
  readonly spentUsd: number;
  readonly resetsAt: Date | null;

  constructor({ budget, subject, limitUsd, spentUsd, resetsAt }: LlmBudgetExcess) {
    const whose = subject === null ? '' : ` of ${JSON.stringify(subject)}`;
    const until = resetsAt === null ? '' : ` until ${resetsAt.toISOString()}`;
    super(
      `The LLM budget ${JSON.stringify(budget)}${whose} is used up${until}: the call was not made. Raise its limit, or catch LlmBudgetExceededError.`,
    );
    this.budget = budget;
    this.subject = subject;
    this.limitUsd = limitUsd;
    this.spentUsd = spentUsd;
    this.resetsAt = resetsAt;
  }
}

function awayMessage(cause: unknown): string {
  const reason = cause instanceof Error && cause.message ? cause.message : 'no answer in time';
  return `The database of the LLM log cannot be used (${reason}). Check the option \`database\` and that PostgreSQL runs there.`;
}
