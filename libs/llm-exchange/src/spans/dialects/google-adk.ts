import { object, text, type Json } from '../../reading/json-reading.js';
import { answerIn } from '../messages.js';
import { readProviderUsage } from '../provider-answer.js';
import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

const ADK = 'gcp.vertex.agent.';

/** Google's Agent Development Kit: request and answer are JSON in one attribute each, with the cached tokens inside. */
export const GOOGLE_ADK: Dialect = {
  speaks: ({ attributes, scope }) => scope === 'gcp.vertex.agent' || attributes.hasAnyUnder(ADK),
  texts: { sessionId: [`${ADK}session_id`] },
  read: readAdk,
};

function readAdk(span: Span): SpanSaid {
  const { attributes, name } = span;
  if (/^(invocation|call_agent)\b/.test(name)) return { kind: 'step', provider: 'google' };
  if (/^agent_run\b/.test(name)) return { kind: 'agent', provider: 'google' };
  if (/^(execute_tool|tool_call)\b/.test(name)) {
    return {
      kind: 'tool',
      prompt: written(attributes.get(`${ADK}tool_call_args`)),
      response: written(attributes.get(`${ADK}tool_response`)),
    };
  }
  const answer = object(attributes.json(`${ADK}llm_response`));
  const request = object(attributes.json(`${ADK}llm_request`));
  if (answer === undefined && request === undefined) return {};
  const model = text(answer?.['model_version']) ?? text(answer?.['modelVersion']) ?? undefined;
  return {
    kind: 'call',
    callType: 'chat',
    provider: attributes.text('gen_ai.system')?.includes('vertex_ai') === true ? undefined : 'google',
    requestModel: text(request?.['model']) ?? undefined,
    model,
    request: requestOf(request),
    ...(answer !== undefined && answerIn([{ ...answer, message: answer['content'] }])),
    leavesOutReasoning: attributes.has('gen_ai.usage.experimental.reasoning_tokens') || undefined,
    providerUsage: readProviderUsage(answer?.['usage_metadata'] ?? answer?.['usageMetadata']),
  };
}

function requestOf(request: Json | undefined): Json | undefined {
  if (request === undefined) return undefined;
  const config = object(request['config']) ?? {};
  return { ...request, config: undefined, ...config };
}
