/** What came of making a call again. */
export interface LlmReplay {
  /** The new call's id, where the handler's answer has one as `callId`. */
  callId: string | null;
  /** What the handler returned; null for nothing. */
  result: unknown;
}
