import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { recording, RECORDINGS } from '../../../../test/support/recordings.js';
import { APIS } from './apis.js';
import { endpointOf, isProviderHost } from './endpoint.js';
import { isEmbeddingApi } from './operations.js';
import { PROVIDERS } from './providers.js';

/** Addresses of each operation, one for each of its paths and some that others could take for theirs. */
const ADDRESSES: readonly (readonly [path: string, api: string])[] = [
  ['/v1/chat/completions', 'chat-completions'],
  ['/openai/deployments/d/chat/completions', 'chat-completions'],
  ['/v1/completions', 'completions'],
  ['/v1/realtime', 'realtime'],
  ['/v1/responses', 'responses'],
  ['/v1/responses/compact', 'responses'],
  ['/v1/messages', 'messages'],
  ['/v1/projects/p/locations/l/publishers/anthropic/models/claude:streamRawPredict', 'messages'],
  ['/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent', 'live'],
  ['/v1beta/models/text-embedding-004:embedContent', 'gemini-embed'],
  ['/v1/projects/p/locations/l/publishers/google/models/gemini-embedding-001:predict', 'gemini-embed'],
  ['/v1/projects/p/locations/l/publishers/google/models/imagen-embedding:predict', 'gemini-embed'],
  ['/v1beta/models/gemini-2.5-pro:generateContent', 'generate-content'],
  ['/v1/projects/p/locations/l/endpoints/42:generateContent', 'generate-content'],
  ['/v1beta/models/gemini-2.5-pro:streamGenerateContent', 'stream-generate-content'],
  ['/v1/embeddings', 'embeddings'],
  ['/api/embeddings', 'embeddings'],
  ['/v3/ai/embedding-model', 'embeddings'],
  ['/v3/ai/language-model', 'language-model'],
  ['/v2/rerank', 'rerank'],
  ['/api/chat', 'ollama-chat'],
  ['/api/generate', 'ollama-generate'],
  ['/api/embed', 'ollama-embed'],
  ['/model/amazon.nova/converse', 'converse'],
  ['/model/amazon.nova/converse-stream', 'converse-stream'],
  ['/model/meta.llama/invoke', 'invoke'],
  ['/model/meta.llama/invoke-with-response-stream', 'invoke-stream'],
  ['/v1/chat', 'cohere-v1-chat'],
  ['/v2/chat', 'cohere-v2-chat'],
  ['/v2/embed', 'cohere-embed'],
  ['/v1beta/interactions', 'interactions'],
  ['/v1/conversations', 'conversations'],
  ['/v1/conversations/c/restart', 'conversations'],
  ['/v1/ocr', 'ocr'],
  ['/completion', 'llama-completion'],
  ['/generate', 'tgi-generate'],
  ['/generate_stream', 'tgi-generate'],
  ['/client/v4/accounts/a/ai/run/@cf/meta/llama-3.1-8b-instruct', 'cloudflare-run'],
  ['/v1/models/meta/llama-3-70b/predictions', 'replicate'],
  ['/v1/predictions', 'replicate'],
  ['/v1/audio/transcriptions', 'audio-transcriptions'],
  ['/v1/audio/speech', 'speech'],
  ['/v1/images/generations', 'image-generations'],
  ['/v1/projects/p/locations/l/publishers/google/models/imagen-4.0:predict', 'image-generations'],
];

/** A host of each provider. */
const HOSTS: readonly (readonly [host: string, provider: string])[] = [
  ['my-resource.openai.azure.com', 'azure-openai'],
  ['westeurope.api.cognitive.microsoft.com', 'azure-openai'],
  ['my-project.services.ai.azure.com', 'azure-openai'],
  ['api.openai.com', 'openai'],
  ['eu.api.openai.com', 'openai'],
  ['oai.helicone.ai', 'openai'],
  ['api.anthropic.com', 'anthropic'],
  ['anthropic.helicone.ai', 'anthropic'],
  ['aws-external-anthropic.us-east-1.api.aws', 'anthropic'],
  ['generativelanguage.googleapis.com', 'google'],
  ['europe-west4-aiplatform.googleapis.com', 'google-vertex'],
  ['aiplatform.eu.rep.googleapis.com', 'google-vertex'],
  ['bedrock-runtime.us-east-1.amazonaws.com', 'bedrock'],
  ['bedrock-mantle.us-east-1.api.aws', 'bedrock'],
  ['api.mistral.ai', 'mistral'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['us-east-1.api.x.ai', 'xai'],
  ['api.together.xyz', 'together'],
  ['api.fireworks.ai', 'fireworks'],
  ['api.cohere.com', 'cohere'],
  ['openrouter.ai', 'openrouter'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.cerebras.ai', 'cerebras'],
  ['dashscope-intl.aliyuncs.com', 'alibaba'],
  ['open.bigmodel.cn', 'zai'],
  ['api.voyageai.com', 'voyage'],
  ['api.jina.ai', 'jina'],
  ['api.moonshot.cn', 'moonshotai'],
  ['ollama.com', 'ollama'],
  ['localhost:11434', 'ollama'],
  ['router.huggingface.co', 'huggingface'],
  ['gateway.ai.cloudflare.com', 'cloudflare'],
  ['ai-gateway.helicone.ai', 'helicone'],
  ['ai-gateway.vercel.sh', 'vercel'],
  ['api.portkey.ai', 'portkey'],
  ['router.requesty.ai', 'requesty'],
  ['models.github.ai', 'github'],
  ['integrate.api.nvidia.com', 'nvidia'],
  ['api.deepinfra.com', 'deepinfra'],
  ['api.sambanova.ai', 'sambanova'],
  ['api.tokenfactory.nebius.com', 'nebius'],
  ['api.novita.ai', 'novita'],
  ['api.hyperbolic.xyz', 'hyperbolic'],
  ['api.siliconflow.cn', 'siliconflow'],
  ['api.minimaxi.com', 'minimax'],
  ['ark.cn-beijing.volces.com', 'volcengine'],
  ['api.ai21.com', 'ai21'],
  ['api.upstage.ai', 'upstage'],
  ['inference.baseten.co', 'baseten'],
  ['api.replicate.com', 'replicate'],
  ['inference.do-ai.run', 'digitalocean'],
  ['api.scaleway.ai', 'scaleway'],
  ['x.endpoints.kepler.ai.cloud.ovh.net', 'ovhcloud'],
];

const OPERATIONS = APIS.flatMap(({ operations }) => operations);

/** Names of the operations that take an address for theirs. */
function claims(pathname: string): string[] {
  return OPERATIONS.filter(({ paths }) => paths.some((path) => path.test(pathname))).map(({ name }) => name);
}

describe('addresses of APIs', () => {
  it.each(ADDRESSES)('%s is of %s alone', (path, api) => {
    expect(claims(path)).toEqual([api]);
    expect(endpointOf(`https://host.example${path}/?a=b`)).toMatchObject({ api });
  });

  it('has one address or more for each path of each operation', () => {
    const paths = OPERATIONS.flatMap((operation) => operation.paths);
    expect(paths.filter((path) => !ADDRESSES.some(([address]) => path.test(address)))).toEqual([]);
  });

  it('gives every recorded address to one operation', () => {
    const addresses = RECORDINGS.map((name) => new URL(recording(name).url).pathname);
    expect(addresses.filter((address) => claims(address).length !== 1)).toEqual([]);
  });

  it('knows embeddings by their operation, whoever else has one of that name', () => {
    const names = OPERATIONS.filter(({ isEmbedding }) => isEmbedding).map(({ name }) => name);
    expect(names.every(isEmbeddingApi)).toBe(true);
    expect(OPERATIONS.filter(({ name, isEmbedding }) => names.includes(name) && !isEmbedding)).toEqual([]);
  });
});

/** Addresses in the specs of what was not recorded, among them those of sockets. */
const UNRECORDED = [
  ...specsIn(new URL('../exchange/', import.meta.url)),
  ...specsIn(new URL('../../../../test/capture/', import.meta.url)),
];

function specsIn(folder: URL): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.spec.ts'));
  return files.map((file) => readFileSync(new URL(file, folder), 'utf8'));
}

describe('each API', () => {
  const recorded = new Set(RECORDINGS.map((name) => recording(name).api));
  const asked = UNRECORDED.join('\n').match(/[./][\w./:@${}()-]+(?=['`"?])/g) ?? [];

  it.each(APIS.map((api) => [api.name, api] as const))('%s is read in a test', (_name, { operations }) => {
    const isRecorded = operations.some(({ name }) => recorded.has(name));
    const isAsked = operations.some(({ paths }) => asked.some((address) => paths.some((path) => path.test(address))));
    expect(isRecorded || isAsked).toBe(true);
  });

  it('has a folder of its name and a name of its own', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(APIS.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});

describe('hosts of providers', () => {
  it.each(HOSTS)('%s is of %s alone', (host, provider) => {
    const url = new URL(`http://${host}/x`);
    const rows = PROVIDERS.filter(
      ({ hosts, port }) => port === (url.port || null) || hosts.some((pattern) => pattern.test(url.hostname)),
    );
    expect(rows.map(({ name }) => name)).toEqual([provider]);
    expect(endpointOf(url).provider).toBe(provider);
    expect(isProviderHost(url)).toBe(true);
  });

  it('has a host for each pattern of each provider', () => {
    const patterns = PROVIDERS.flatMap(({ name, hosts }) => hosts.map((pattern) => ({ name, pattern })));
    const known = HOSTS.map(([host]) => host);
    const untested = patterns.filter(({ pattern }) => !known.some((host) => pattern.test(host)));
    expect(new Set(HOSTS.map(([, provider]) => provider))).toEqual(new Set(PROVIDERS.map(({ name }) => name)));
    // Cloudflare's own models have a host beside its gateway.
    expect(untested.map(({ name }) => name)).toEqual(['cloudflare']);
  });

  it('is asked by APIs that there are and can ask again', () => {
    const named = PROVIDERS.flatMap(({ access }) => access?.apis ?? []);
    const able = APIS.filter(({ again }) => again !== undefined).map(({ name }) => name);
    expect(named.filter((name) => !able.includes(name))).toEqual([]);
  });
});
