import type { CallTotals } from '../../stats/answers/call-totals.js';
import type { LlmCallPage } from '../../calls/llm-call.repository.js';

/** A session's totals with one page of its calls, oldest first. */
export interface LlmSession extends LlmCallPage {
  sessionId: string;
  totals: CallTotals;
}
