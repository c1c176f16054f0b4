import type { Call } from '../../api/answers.js';
import { duration, money, tokens } from '../../format/numbers.js';

interface ComparedMember {
  label: string;
  /** What is shown; undefined or empty where it is not known. */
  text: (call: Call) => string | null | undefined;
  /** Of a figure: the value of which the difference is shown. */
  figure?: (call: Call) => number | null;
}

/** What calls are compared by, besides their texts. */
export const MEMBERS: readonly ComparedMember[] = [
  { label: 'Status', text: ({ status }) => status },
  figure('Cost', ({ estimatedCost }) => estimatedCost, money),
  figure('Duration', ({ latencyMs }) => latencyMs, duration),
  figure('First token', ({ timeToFirstTokenMs }) => timeToFirstTokenMs, duration),
  figure('Input tokens', ({ promptTokens }) => promptTokens, tokens),
  figure('Cached input tokens', ({ cachedPromptTokens }) => cachedPromptTokens, tokens),
  figure('Output tokens', ({ completionTokens }) => completionTokens, tokens),
  figure('Reasoning tokens', ({ reasoningTokens }) => reasoningTokens, tokens),
  { label: 'Model', text: ({ model }) => model },
  { label: 'Model asked for', text: ({ requestModel }) => requestModel },
  { label: 'Provider', text: ({ provider }) => provider },
  { label: 'Type', text: ({ callType }) => callType },
  { label: 'Prompt name', text: ({ promptName }) => promptName },
  { label: 'Prompt version', text: ({ promptVersion }) => promptVersion },
  { label: 'Release', text: ({ release }) => release },
  { label: 'Origin', text: ({ origin }) => origin },
  { label: 'User', text: ({ userId }) => userId },
  { label: 'Company', text: ({ companyId }) => companyId },
  { label: 'Session', text: ({ sessionId }) => sessionId },
  { label: 'Temperature', text: ({ temperature }) => temperature?.toString() },
  { label: 'Max output tokens', text: ({ maxTokens }) => maxTokens?.toString() },
  { label: 'Parameters', text: ({ requestParameters }) => json(requestParameters) },
  { label: 'Tool calls', text: ({ toolCalls }) => json(toolCalls) },
  { label: 'Finish reason', text: ({ finishReason }) => finishReason },
  { label: 'Error', text: ({ errorType }) => errorType },
  { label: 'Error code', text: ({ errorCode }) => errorCode },
  { label: 'Tags', text: ({ tags }) => tags.join(', ') },
  { label: 'Metadata', text: ({ metadata }) => json(metadata) },
];

/** Those of which the words are compared. */
export const TEXTS = [
  { label: 'System prompt', of: ({ systemPrompt }: Call) => systemPrompt },
  { label: 'Prompt', of: ({ prompt }: Call) => prompt },
  { label: 'Response', of: ({ response }: Call) => response },
  { label: 'Error message', of: ({ errorMessage }: Call) => errorMessage },
] as const;

function figure(
  label: string,
  of: (call: Call) => number | null,
  format: (value: number | null) => string,
): ComparedMember {
  return { label, figure: of, text: (call) => (of(call) === null ? null : format(of(call))) };
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
