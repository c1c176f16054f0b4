/** Who is asked, by which API, for which model, as far as the address says. */
export interface LlmEndpoint {
  readonly provider: string | null;
  readonly api: string | null;
  readonly model: string | null;
}

const NOWHERE: LlmEndpoint = { provider: null, api: null, model: null };

/** Hosts of providers, most particular first. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)(openai|cognitiveservices)\.azure\.(com|us|cn)$/, 'azure-openai'],
  [/\.api\.cognitive\.microsoft\.com$/, 'azure-openai'],
  [/\.(services|models|inference)\.ai\.azure\.com$/, 'azure-openai'],
  [/(^|\.)openai\.com$/, 'openai'],
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
  [/(^|[.-])aiplatform(\.[a-z]+\.rep)?\.googleapis\.com$/, 'google-vertex'],
  [/^aws-external-anthropic(-fips)?\.[a-z0-9-]+\.api\.aws$/, 'anthropic'],
  [/^oai\.(hconeai\.com|helicone\.ai)$/, 'openai'],
  [/^anthropic\.(hconeai\.com|helicone\.ai)$/, 'anthropic'],
  [/^bedrock-(runtime|mantle)(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/, 'bedrock'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/^(api|[a-z0-9-]+\.api)\.x\.ai$/, 'xai'],
  [/(^|\.)together\.(xyz|ai)$/, 'together'],
  [/(^|\.)fireworks\.ai$/, 'fireworks'],
  [/^api\.cohere\.(com|ai)$/, 'cohere'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)perplexity\.ai$/, 'perplexity'],
  [/(^|\.)cerebras\.ai$/, 'cerebras'],
  [/^dashscope[a-z-]*\.aliyuncs\.com$/, 'alibaba'],
  [/^(api\.z\.ai|open\.bigmodel\.cn)$/, 'zai'],
  [/(^|\.)voyageai\.com$/, 'voyage'],
  [/^api\.jina\.ai$/, 'jina'],
  [/(^|\.)moonshot\.(ai|cn)$/, 'moonshotai'],
  [/^ollama\.com$/, 'ollama'],
  [/(^|\.)helicone\.ai$/, 'helicone'],
  [/^gateway\.ai\.cloudflare\.com$/, 'cloudflare'],
  [/^api\.cloudflare\.com$/, 'cloudflare'],
  [/^ai-gateway\.vercel\.sh$/, 'vercel'],
  [/^api\.portkey\.ai$/, 'portkey'],
  [/^router\.requesty\.ai$/, 'requesty'],
  [/^models\.github\.ai$/, 'github'],
  [/^(integrate|ai)\.api\.nvidia\.com$/, 'nvidia'],
  [/^api\.deepinfra\.com$/, 'deepinfra'],
  [/^api\.sambanova\.ai$/, 'sambanova'],
  [/^api\.(studio|tokenfactory)\.nebius\.(ai|com)$/, 'nebius'],
  [/^api\.novita\.ai$/, 'novita'],
  [/^api\.hyperbolic\.xyz$/, 'hyperbolic'],
  [/^api\.siliconflow\.(cn|com)$/, 'siliconflow'],
  [/^api\.minimaxi?\.(io|com|chat)$/, 'minimax'],
  [/^ark\.[a-z0-9-]+\.(volces|bytepluses)\.com$/, 'volcengine'],
  [/^api\.ai21\.com$/, 'ai21'],
  [/^api\.upstage\.ai$/, 'upstage'],
  [/^inference\.baseten\.co$/, 'baseten'],
  [/^api\.replicate\.com$/, 'replicate'],
  [/^inference\.do-ai\.run$/, 'digitalocean'],
  [/^api\.scaleway\.ai$/, 'scaleway'],
  [/\.endpoints\.kepler\.ai\.cloud\.ovh\.net$/, 'ovhcloud'],
];

/** Paths of APIs, most particular first; a group is the model's name. */
const APIS: readonly (readonly [RegExp, string])[] = [
  [/\/model\/([^/]+)\/converse$/, 'converse'],
  [/\/model\/([^/]+)\/converse-stream$/, 'converse-stream'],
  [/\/model\/([^/]+)\/invoke$/, 'invoke'],
  [/\/model\/([^/]+)\/invoke-with-response-stream$/, 'invoke-stream'],
  [/\/(?:models|tunedModels|endpoints)\/([^/:]+):generateContent$/, 'generate-content'],
  [/\/(?:models|tunedModels|endpoints)\/([^/:]+):streamGenerateContent$/, 'stream-generate-content'],
  [/\/models\/([^/:]+):(?:embedContent|batchEmbedContents)$/, 'gemini-embed'],
  [/\/models\/([^/:]*embedding[^/:]*):predict$/, 'gemini-embed'],
  [/\/publishers\/anthropic\/models\/([^/:]+):(?:raw|streamRaw)Predict$/, 'messages'],
  [/\/chat\/completions$/, 'chat-completions'],
  [/\/responses(?:\/compact)?$/, 'responses'],
  [/\/interactions$/, 'interactions'],
  [/\/realtime$/, 'realtime'],
  [/[./]BidiGenerateContent(?:Constrained)?$/, 'live'],
  [/\/ai\/language-model$/, 'language-model'],
  [/\/ai\/embedding-model$/, 'embeddings'],
  [/\/embeddings$/, 'embeddings'],
  [/\/audio\/(?:transcriptions|translations)$/, 'audio-transcriptions'],
  [/\/audio\/speech$/, 'speech'],
  [/\/ocr$/, 'ocr'],
  [/\/conversations(?:\/[^/]+(?:\/restart)?)?$/, 'conversations'],
  [/\/models\/(imagen[^/:]*):predict$/, 'image-generations'],
  [/\/images\/(?:generations|edits|variations)$/, 'image-generations'],
  [/\/completions$/, 'completions'],
  [/\/v1\/messages$/, 'messages'],
  [/\/v1\/chat$/, 'cohere-v1-chat'],
  [/\/v2\/chat$/, 'cohere-v2-chat'],
  [/\/v[12]\/embed$/, 'cohere-embed'],
  [/\/rerank$/, 'rerank'],
  [/\/api\/chat$/, 'ollama-chat'],
  [/\/api\/generate$/, 'ollama-generate'],
  [/\/api\/embed(?:dings)?$/, 'ollama-embed'],
  [/\/ai\/run\/(@(?:cf|hf)\/.+)$/, 'cloudflare-run'],
  [/\/models\/([^/]+\/[^/]+)\/predictions$/, 'replicate'],
  [/\/v1\/predictions$/, 'replicate'],
  [/\/completion$/, 'llama-completion'],
  [/\/generate(?:_stream)?$/, 'tgi-generate'],
];

/** Providers in the addresses of Cloudflare's gateway, whose names for them are its own. */
const CLOUDFLARE_NAMES: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  'google-ai-studio': 'google',
  'google-vertex-ai': 'google-vertex',
  'azure-openai': 'azure-openai',
  'aws-bedrock': 'bedrock',
  mistral: 'mistral',
  groq: 'groq',
  grok: 'xai',
  deepseek: 'deepseek',
  cohere: 'cohere',
  openrouter: 'openrouter',
  'perplexity-ai': 'perplexity',
  cerebras: 'cerebras',
};

/** Reads an address. Never throws. */
export function endpointOf(url: string | URL | undefined): LlmEndpoint {
  if (url === undefined || !URL.canParse(String(url))) return NOWHERE;
  const { hostname, port, pathname } = new URL(url);
  const [api, path] = apiOf(pathname.replace(/\/+$/, ''));
  return { provider: providerOf(hostname, port, pathname, api), api, model: modelIn(path, pathname) };
}

function apiOf(pathname: string): [api: string | null, match: RegExpExecArray | null] {
  for (const [pattern, api] of APIS) {
    const match = pattern.exec(pathname);
    if (match !== null) return [api, match];
  }
  return [null, null];
}

function providerOf(hostname: string, port: string, pathname: string, api: string | null): string | null {
  if (hostname === 'router.huggingface.co') return /^\/([a-z-]+)\/v\d/.exec(pathname)?.[1] ?? 'huggingface';
  const known = HOSTS.find(([pattern]) => pattern.test(hostname))?.[1];
  if (known === 'cloudflare')
    return CLOUDFLARE_NAMES[/^\/v1\/[^/]+\/[^/]+\/([^/]+)\//.exec(pathname)?.[1] ?? ''] ?? known;
  if (known !== undefined) return known;
  return api?.startsWith('ollama') || port === '11434' ? 'ollama' : null;
}

/** Whether an address is that of a provider: what an application sends anywhere else is its own business. */
export function isProviderHost({ hostname, port }: URL): boolean {
  return hostname === 'router.huggingface.co' || port === '11434' || HOSTS.some(([pattern]) => pattern.test(hostname));
}

/** Azure names a deployment, the others a model. */
function modelIn(match: RegExpExecArray | null, pathname: string): string | null {
  const name = match?.[1] ?? /\/deployments\/([^/]+)\//.exec(pathname)?.[1];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
