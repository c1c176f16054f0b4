import { object, text } from '../../reading/json-reading.js';
import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';

/** Spans of the proxy's own work. The raw request repeats the call around it. */
const NAMES: Readonly<Record<string, SpanKind>> = {
  raw_gen_ai_request: 'none',
  'Received Proxy Server Request': 'none',
  'Failed Proxy Server Request': 'none',
  litellm_request: 'call',
};

/** LiteLLM's OpenTelemetry integration: speaks as {@link GEN_AI} and OpenLLMetry do, with keys, teams and cost beside. */
export const LITELLM: Dialect = {
  speaks: ({ scope, attributes }) => scope.startsWith('litellm') || attributes.hasAnyUnder('litellm.', 'hidden_params'),
  texts: {
    userId: ['llm.user', 'metadata.user_api_key_end_user_id', 'metadata.user_api_key_user_id'],
    companyId: ['metadata.user_api_key_team_id', 'metadata.user_api_key_org_id'],
  },
  read: readLitellm,
};

function readLitellm({ name, attributes }: Span): SpanSaid {
  const kind = NAMES[name];
  if (kind === 'none') return { kind };
  const hidden = object(attributes.json('hidden_params'));
  const cost = hidden?.['response_cost'];
  const provider = text(hidden?.['custom_llm_provider']) ?? undefined;
  return {
    kind,
    provider,
    cost: typeof cost === 'number' && cost >= 0 ? cost : undefined,
    ...(hidden?.['cache_hit'] === true && { cost: 0, metadata: { cacheHit: true } }),
  };
}
