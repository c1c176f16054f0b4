/** What a record is of. Only `call` is a call of a model: statistics count these unless a kind is asked for. */
export enum LlmCallKind {
  CALL = 'call',
  /** Work that several calls were made in, such as a pipeline. */
  STEP = 'step',
  /** A tool that ran. */
  TOOL = 'tool',
  /** A search for documents. */
  RETRIEVAL = 'retrieval',
  AGENT = 'agent',
}

export type CallKindName = LlmCallKind | `${LlmCallKind}`;

const KINDS: ReadonlySet<unknown> = new Set(Object.values(LlmCallKind));

export function isCallKind(value: unknown): value is LlmCallKind {
  return KINDS.has(value);
}
