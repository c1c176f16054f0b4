import {
  answerIn,
  messagesIn,
  modelParts,
  providerName,
  readProviderAnswer,
  readProviderUsage,
  spanCallId,
} from 'llm-exchange/spans';
import { readLlmRequest } from 'llm-exchange/exchange';
import { amount, count, isObject, type Json, list, object, text } from 'llm-exchange/reading';
import { parseTraceparent } from '../../context/traceparent.js';

/** An entry of LiteLLM's log as the members of a call. */
export interface LitellmCall {
  readonly id: string;
  readonly members: Json;
}

/**
 * Reads a `StandardLoggingPayload`, which LiteLLM's `generic_api` callback sends
 * (https://docs.litellm.ai/docs/proxy/logging_spec). Undefined where it is none.
 */
export function readLitellmEntry(entry: unknown, now: number): LitellmCall | undefined {
  if (!isObject(entry)) return undefined;
  const callId = text(entry['id']) ?? text(entry['litellm_call_id']);
  if (callId === null || callId === '') return undefined;
  const saidMs = msOf(entry['startTime']);
  const startMs = saidMs ?? now;
  const traceId = traceOf(entry) ?? callId;
  return {
    id: spanCallId(traceId, callId, String(saidMs), startMs),
    members: withoutNulls({
      traceId,
      kind: /mcp_tool/.test(text(entry['call_type']) ?? '') ? 'tool' : 'call',
      callType: callTypeOf(text(entry['call_type']) ?? ''),
      ...timesOf(entry, startMs),
      ...whoOf(entry),
      ...askedOf(entry),
      ...answeredOf(entry),
      ...usageOf(entry),
      estimatedCost: costOf(entry),
      ...failureOf(entry),
    }),
  };
}

function withoutNulls(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

/** Seconds since 1970, with a fraction; or an ISO 8601 text. */
function msOf(value: unknown): number | null {
  const ms = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? Date.parse(value) : NaN;
  return ms > 0 && ms < 4e12 ? ms : null;
}

function timesOf(entry: Json, startMs: number): Json {
  const endMs = msOf(entry['endTime']);
  const firstMs = msOf(entry['completionStartTime']);
  const isStream = entry['stream'] === true && firstMs !== null && firstMs >= startMs;
  return {
    startedAt: new Date(startMs).toISOString(),
    completedAt: endMs === null || endMs < startMs ? null : new Date(endMs).toISOString(),
    timeToFirstTokenMs: isStream ? Math.round(firstMs - startMs) : null,
  };
}

/** The caller's own trace, where it sent a `traceparent`. */
function traceOf(entry: Json): string | null {
  const metadata = object(entry['metadata']);
  const headers = object(metadata?.['requester_custom_headers']) ?? {};
  const parent = parseTraceparent(headers['traceparent'] ?? object(metadata?.['requester_metadata'])?.['traceparent']);
  return parent?.traceId ?? text(entry['trace_id']);
}

function callTypeOf(said: string): string {
  if (said.includes('embedding')) return 'embedding';
  return /completion|responses|messages|generate_content|^$/.test(said) ? 'chat' : 'other';
}

function first(holders: readonly (Json | undefined)[], ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const holder of holders) {
      const value = text(holder?.[name]);
      if (value) return value;
    }
  }
  return null;
}

function whoOf(entry: Json): Json {
  const metadata = object(entry['metadata']);
  const own = object(metadata?.['requester_metadata']) ?? object(metadata?.['spend_logs_metadata']);
  const prompt = object(metadata?.['prompt_management_metadata']);
  const tags = list(entry['request_tags']).filter((tag) => typeof tag === 'string' && !tag.startsWith('User-Agent:'));
  return {
    userId: first([entry, metadata], 'end_user', 'user_api_key_end_user_id', 'user_api_key_user_id'),
    companyId: first([metadata], 'user_api_key_team_id', 'user_api_key_org_id'),
    sessionId: first([own, metadata, entry], 'session_id', 'sessionId', 'litellm_session_id'),
    promptName: first([prompt], 'prompt_id'),
    tags: tags.length === 0 ? null : tags,
    metadata: withoutNulls({
      ...own,
      team: first([metadata], 'user_api_key_team_alias'),
      key: first([metadata], 'user_api_key_alias'),
      modelGroup: text(entry['model_group']),
      responseId: text(entry['id']),
      ...(entry['cache_hit'] === true && { cacheHit: true }),
    }),
  };
}

function askedOf(entry: Json): Json {
  const messages = messagesIn(entry['messages']);
  const parameters = object(entry['model_parameters']) ?? {};
  const given = messages.length > 0 ? { messages } : { prompt: entry['messages'] ?? object(entry['input']) };
  const { requestModel: _, ...asked } = readLlmRequest({ ...parameters, ...given });
  const hidden = object(entry['hidden_params']);
  const { provider, model } = modelParts(text(entry['model']) ?? '');
  return {
    ...asked,
    provider: providerName(text(entry['custom_llm_provider']) ?? undefined) ?? provider ?? null,
    model: model || null,
    requestModel: text(entry['model_group']) || model || null,
    requestParameters: asked.requestParameters,
    ...(model === '' && { model: text(hidden?.['litellm_model_name']) }),
  };
}

function answeredOf(entry: Json): Json {
  const response = entry['response'];
  const whole = readProviderAnswer(response);
  const answer = whole.response === undefined && whole.toolCalls === undefined ? answerIn(response) : whole;
  return {
    response: answer.response ?? null,
    toolCalls: answer.toolCalls ?? null,
    finishReason: answer.finishReason ?? null,
    serviceTier: whole.serviceTier ?? null,
  };
}

function usageOf(entry: Json): Json {
  const said = object(entry['metadata'])?.['usage_object'] ?? object(entry['hidden_params'])?.['usage_object'];
  const answered = object(entry['response'])?.['usage'];
  const usage = readProviderUsage(inclusive(said ?? answered)) ?? {};
  const promptTokens = count(entry['prompt_tokens']) ?? usage.promptTokens ?? null;
  const isFailed = entry['status'] === 'failure';
  return {
    promptTokens: isFailed && promptTokens === 0 ? null : promptTokens,
    completionTokens:
      isFailed && promptTokens === 0 ? null : (count(entry['completion_tokens']) ?? usage.completionTokens),
    cachedPromptTokens: usage.cachedPromptTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    reasoningTokens: usage.reasoningTokens,
    usageDetails: usage.usageDetails,
  };
}

/** LiteLLM writes every provider's usage as OpenAI does, with cached tokens among the prompt's; Anthropic's own words stand beside. */
function inclusive(usage: unknown): unknown {
  const said = object(usage);
  if (said === undefined || !('prompt_tokens' in said)) return usage;
  const { input_tokens: _, ...rest } = said;
  return rest;
}

/** What came from LiteLLM's cache cost nothing; a cost of 0 that it could not find out is none. */
function costOf(entry: Json): number | null {
  if (entry['cache_hit'] === true) return 0;
  const cost = amount(entry['response_cost']);
  const isUnknown = isObject(entry['response_cost_failure_debug_info']) || entry['status'] === 'failure';
  return cost === 0 && isUnknown ? null : cost;
}

function failureOf(entry: Json): Json {
  if (entry['status'] !== 'failure') return {};
  const said = object(entry['error_information']) ?? {};
  return {
    status: 'error',
    errorMessage: text(said['error_message']) || text(entry['error_str']) || 'Failed',
    errorType: text(said['error_class']) || 'error',
    errorCode: said['error_code'] ?? null,
  };
}
