import { hasDigit, isMixed, isRandom, random, rule, type TokenRule, UUID, WORD } from './token-rule.js';

/** Providers of models, and what is used beside them. */
export const MODEL_RULES: readonly TokenRule[] = [
  rule('anthropic-key', 'sk-ant-', String.raw`[\w-]{8,}`, { accepts: hasDigit }),
  rule('openrouter-key', 'sk-or-', String.raw`[\w-]{8,}`, { accepts: hasDigit }),
  rule('langfuse-key', 'sk-lf-', UUID),
  rule('hubspot-token', 'pat-na1- pat-na2- pat-eu1-', UUID),
  rule('openai-key', 'sk-', WORD, random),
  rule('openai-key', 'sess-', '[A-Za-z0-9]{32,}', { accepts: isMixed }),
  rule('xai-key', 'xai-', WORD, random),
  rule('perplexity-key', 'pplx-', WORD, random),
  rule('groq-key', 'gsk_', String.raw`\w{16,}`, { accepts: isRandom }),
  rule('huggingface-token', 'hf_ api_org_', '[A-Za-z0-9]{20,}'),
  rule('replicate-token', 'r8_', String.raw`\w{16,}`, random),
  rule('google-key', 'AIza', String.raw`[\w-]{30,}`),
  rule('google-key', 'AQ.', String.raw`[\w-]{30,}`, { accepts: isMixed }),
  rule('google-token', 'GOCSPX- ya29. 1//0', String.raw`[\w-]{20,}(?:\.[\w-]{1,512}){0,4}`),
  rule(
    'model-service-key',
    'nvapi- csk- tvly- fc- pa- fw_ tgp_v1_ jina_ pcsk_ e2b_ lsv2_pt_ lsv2_sk_ wandb_v1_ phx_ apify_api_ esecret_ AIR- fal_ dsk- llx- up_ unkey_ cohere_ co_',
    String.raw`[\w-]{20,}`,
    random,
  ),
  rule('elevenlabs-key', 'sk_', '[a-f0-9]{40,}'),
];
