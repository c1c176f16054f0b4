import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';

/** Anthropic's own SDK traces itself: speaks as {@link GEN_AI}, with how long the cache is kept beside. */
export const ANTHROPIC_SDK: Dialect = {
  speaks: ({ attributes }) => attributes.hasAnyUnder('anthropic.'),
  texts: { finishReason: ['anthropic.message.stop_reason'] },
  read: ({ attributes }: Span): SpanSaid => ({
    usageDetails: {
      cacheWrite5mTokens: attributes.number('anthropic.usage.cache_creation.ephemeral_5m_input_tokens'),
      cacheWrite1hTokens: attributes.number('anthropic.usage.cache_creation.ephemeral_1h_input_tokens'),
    },
  }),
};
