/** The well-known kinds of calls. The set is open: any string that {@link isCallType} accepts is stored. */
export enum LlmCallType {
  CHAT = 'chat',
  RAG_QUERY = 'rag_query',
  RAG_SYNTHESIS = 'rag_synthesis',
  SENTIMENT_ANALYSIS = 'sentiment_analysis',
  SUMMARIZATION = 'summarization',
  EMBEDDING = 'embedding',
  CLASSIFICATION = 'classification',
  EXTRACTION = 'extraction',
  SYSTEM = 'system',
  OTHER = 'other',
}

const CALL_TYPE = /^[a-z0-9_.-]{1,64}$/;

export function isCallType(value: unknown): value is string {
  return typeof value === 'string' && CALL_TYPE.test(value);
}
