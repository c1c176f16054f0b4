import type { Attributes } from '@opentelemetry/api';
import { type LlmCallRecord, LlmCallStatus, LlmCallType } from 'llm-exchange/call';

type Given = Readonly<Partial<LlmCallRecord>>;

/** Names of the log's own attributes. */
export const CALL_ID = 'llm_logging.call_id';
/** USD. */
export const COST = 'llm_logging.cost_usd';
export const TRACE_ID = 'llm_logging.trace_id';
/** Tokens that the row of an annotated method counts by itself: not a usage, so that no backend adds it up. */
export const RECORDED_TOKENS = 'llm_logging.recorded_tokens';

/** Without those that have no value. */
export function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** `gen_ai.operation.name` of a call of a model. */
export function operationOf({ callType }: Given): string {
  return callType === LlmCallType.EMBEDDING ? 'embeddings' : 'chat';
}

/** What is known when a call of a model is made, by the conventions for generative AI. Samplers see these. */
export function askedAttributes(given: Given): Attributes {
  return defined({
    'gen_ai.operation.name': operationOf(given),
    'gen_ai.provider.name': given.provider,
    'gen_ai.request.model': given.requestModel ?? given.model,
    'gen_ai.request.temperature': given.temperature,
    'gen_ai.request.max_tokens': given.maxTokens,
    'gen_ai.conversation.id': given.sessionId,
    'gen_ai.prompt.name': given.promptName,
    'gen_ai.prompt.version': given.promptVersion,
    'llm_logging.call_type': given.callType,
  });
}

/** How a call of a model ended, by the conventions. */
export function answeredAttributes(record: Given): Attributes {
  return defined({
    'gen_ai.response.model': record.model,
    'gen_ai.response.finish_reasons': record.finishReason === undefined ? undefined : [record.finishReason],
    'gen_ai.usage.input_tokens': record.promptTokens,
    'gen_ai.usage.output_tokens': record.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': record.cachedPromptTokens,
    'gen_ai.usage.cache_creation.input_tokens': record.cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': record.reasoningTokens,
    'gen_ai.response.time_to_first_chunk':
      record.timeToFirstTokenMs === undefined ? undefined : record.timeToFirstTokenMs / 1_000,
    [COST]: record.estimatedCost,
  });
}

/** `error.type`, where a call did not succeed. */
export function errorTypeOf({ status, errorType, errorCode }: Given): string | undefined {
  if (status === LlmCallStatus.SUCCESS || status === LlmCallStatus.PENDING || status === undefined) return undefined;
  return errorType ?? errorCode ?? (status === LlmCallStatus.ERROR ? '_OTHER' : status);
}

/** Texts, redacted as in the row, in the form of the conventions. */
export function textAttributes({ prompt, systemPrompt, response, finishReason, toolCalls }: Given): Attributes {
  const answer = [
    ...(response === undefined ? [] : [{ type: 'text', content: response }]),
    ...(toolCalls ?? []).map(({ id, name, arguments: args }) => ({ type: 'tool_call', id, name, arguments: args })),
  ];
  return defined({
    'gen_ai.system_instructions': systemPrompt && JSON.stringify([{ type: 'text', content: systemPrompt }]),
    'gen_ai.input.messages': prompt && JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
    'gen_ai.output.messages':
      answer.length === 0
        ? undefined
        : JSON.stringify([{ role: 'assistant', parts: answer, finish_reason: finishReason ?? '' }]),
  });
}
