/** What calls made here belong to. Members are taken over into each call's row. */
export interface LlmContext {
  /** Joins all calls of one request or job. W3C trace id (32 hex digits) unless the caller brought a name of its own. */
  readonly traceId: string;
  /** The call inside which these calls are made. */
  readonly parentCallId?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly taskId?: string;
  readonly companyId?: string;
  readonly reviewId?: string;
  /** What set the work off: `POST /rag/ask`, `cron SentimentService.run` … Known by itself inside Nest's own contexts. */
  readonly origin?: string;
  /** Which prompt the calls are made with. */
  readonly promptName?: string;
  /** Of `promptName`; another prompt has not the version of the one around it. */
  readonly promptVersion?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}
