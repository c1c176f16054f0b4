import type { LlmContextService } from '../../context/llm-context.service.js';
import type { OpenCall } from '../../recording/open-call.js';

/** What following a result needs. */
export interface Following {
  readonly call: OpenCall;
  readonly contexts: LlmContextService;
  /** A further call like this one, for results that run their work once a subscriber. */
  readonly again: () => OpenCall;
}
