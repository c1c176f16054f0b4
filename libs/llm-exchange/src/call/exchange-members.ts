import type { CallMember } from './call-columns.js';

/** What one exchange with a provider says of a call that has no other: what was asked, what was answered and what that used. */
export const ASKED = [
  'provider',
  'requestModel',
  'prompt',
  'systemPrompt',
  'temperature',
  'maxTokens',
  'requestParameters',
] as const satisfies CallMember[];

export const ANSWERED = ['model', 'response', 'toolCalls', 'finishReason', 'attempts'] as const satisfies CallMember[];

/** Counts of tokens. */
export const TOKENS = [
  'promptTokens',
  'completionTokens',
  'totalTokens',
  'cachedPromptTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const satisfies CallMember[];

export const USED = [...TOKENS, 'serviceTier', 'usageDetails', 'estimatedCost'] as const satisfies CallMember[];
