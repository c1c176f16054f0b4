import { objects, type Json } from '../reading/json-reading.js';
import type { WordPart } from './shell-word.js';

/** The forms that a request can have. */
export type Form =
  | 'chat'
  | 'responses'
  | 'embeddings'
  | 'anthropic'
  | 'google'
  | 'google-embed'
  | 'ollama'
  | 'ollama-embed'
  | 'cohere'
  | 'cohere-v1'
  | 'cohere-embed'
  | 'bedrock';

/** Where and how a provider is asked. Of each header the value may hold the key, from an environment variable. */
export interface ProviderApi {
  readonly form: Form;
  readonly url: readonly WordPart[];
  readonly headers: readonly (readonly WordPart[])[];
  /** Further arguments of curl. */
  readonly options?: readonly (readonly WordPart[])[];
}

export interface AskedCall {
  readonly callType: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly finishReason: string | null;
  readonly requestParameters: Json | null;
  readonly metadata: Json | null;
}

/** Those that speak OpenAI's language: base address and the variable that holds the key. */
const COMPATIBLE: Readonly<Record<string, readonly [base: string, key: string]>> = {
  openai: ['https://api.openai.com/v1', 'OPENAI_API_KEY'],
  mistral: ['https://api.mistral.ai/v1', 'MISTRAL_API_KEY'],
  groq: ['https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
  deepseek: ['https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'],
  xai: ['https://api.x.ai/v1', 'XAI_API_KEY'],
  together: ['https://api.together.xyz/v1', 'TOGETHER_API_KEY'],
  fireworks: ['https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'],
  openrouter: ['https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'],
  perplexity: ['https://api.perplexity.ai', 'PERPLEXITY_API_KEY'],
  cerebras: ['https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'],
  alibaba: ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'DASHSCOPE_API_KEY'],
  zai: ['https://api.z.ai/api/paas/v4', 'ZAI_API_KEY'],
  voyage: ['https://api.voyageai.com/v1', 'VOYAGE_API_KEY'],
  jina: ['https://api.jina.ai/v1', 'JINA_API_KEY'],
  moonshotai: ['https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY'],
  huggingface: ['https://router.huggingface.co/v1', 'HF_TOKEN'],
};

const PATHS = { chat: '/chat/completions', responses: '/responses', embeddings: '/embeddings' } as const;

export function providerApi(call: AskedCall): ProviderApi {
  const isEmbedding = call.callType === 'embedding';
  const model = encodeURIComponent(call.requestModel ?? call.model ?? 'MODEL');
  switch (call.provider) {
    case 'anthropic':
      return {
        form: 'anthropic',
        url: ['https://api.anthropic.com/v1/messages'],
        headers: [['x-api-key: ', key('ANTHROPIC_API_KEY')], ['anthropic-version: 2023-06-01']],
      };
    case 'google':
      return {
        form: isEmbedding ? 'google-embed' : 'google',
        url: [
          `https://generativelanguage.googleapis.com/v1beta/models/${model}:${isEmbedding ? 'embedContent' : 'generateContent'}`,
        ],
        headers: [['x-goog-api-key: ', key('GEMINI_API_KEY')]],
      };
    case 'google-vertex':
      return vertex(model);
    case 'azure-openai':
      return {
        form: compatibleForm(call),
        url: [key('AZURE_OPENAI_ENDPOINT'), `/openai/v1${PATHS[compatibleForm(call)]}`],
        headers: [['api-key: ', key('AZURE_OPENAI_API_KEY')]],
      };
    case 'bedrock':
      return bedrock(model);
    case 'cohere':
      return cohere(call);
    case 'ollama':
      return {
        form: isEmbedding ? 'ollama-embed' : 'ollama',
        url: [`http://localhost:11434/api/${isEmbedding ? 'embed' : 'chat'}`],
        headers: [],
      };
    default:
      return compatible(call);
  }
}

function key(variable: string): WordPart {
  return { variable };
}

function compatible(call: AskedCall): ProviderApi {
  const form = compatibleForm(call);
  const known = Object.hasOwn(COMPATIBLE, call.provider ?? '') ? COMPATIBLE[call.provider!] : undefined;
  const headers = (name: string): ProviderApi['headers'] => [['Authorization: Bearer ', key(name)]];
  if (known !== undefined) return { form, url: [known[0] + PATHS[form]], headers: headers(known[1]) };
  return { form, url: [...unknownBase(call.metadata), PATHS[form]], headers: headers('LLM_API_KEY') };
}

/** Of a host that is no known provider's, the log has the name. */
function unknownBase(metadata: Json | null): WordPart[] {
  const host = metadata?.['serverAddress'];
  return typeof host === 'string' && /^[\w.-]+(:\d+)?$/.test(host) ? [`https://${host}/v1`] : [key('LLM_BASE_URL')];
}

/** What only requests to the Responses API say. */
const RESPONSES = ['input', 'previous_response_id', 'conversation', 'text', 'truncation', 'include', 'background'];
const RESPONSE_STATES = new Set(['completed', 'incomplete', 'max_output_tokens']);

/** The log keeps no address: request and answer tell the APIs apart. */
function compatibleForm({ callType, finishReason, requestParameters }: AskedCall): 'chat' | 'responses' | 'embeddings' {
  if (callType === 'embedding') return 'embeddings';
  const said = requestParameters ?? {};
  if (Array.isArray(said['messages'])) return 'chat';
  const hasFlatTools = objects(said['tools']).some(({ type, name }) => type === 'function' && name !== undefined);
  const isResponse = RESPONSES.some((name) => name in said) || hasFlatTools || RESPONSE_STATES.has(finishReason ?? '');
  return isResponse ? 'responses' : 'chat';
}

function vertex(model: string): ProviderApi {
  const project = key('GOOGLE_CLOUD_PROJECT');
  return {
    form: 'google',
    url: [
      'https://aiplatform.googleapis.com/v1/projects/',
      project,
      `/locations/global/publishers/google/models/${model}:generateContent`,
    ],
    headers: [['Authorization: Bearer ', key('GOOGLE_ACCESS_TOKEN')]],
  };
}

function bedrock(model: string): ProviderApi {
  const region = key('AWS_REGION');
  return {
    form: 'bedrock',
    url: ['https://bedrock-runtime.', region, `.amazonaws.com/model/${model}/converse`],
    headers: [['x-amz-security-token: ', key('AWS_SESSION_TOKEN')]],
    options: [
      ['--aws-sigv4'],
      ['aws:amz:', region, ':bedrock'],
      ['--user'],
      [key('AWS_ACCESS_KEY_ID'), ':', key('AWS_SECRET_ACCESS_KEY')],
    ],
  };
}

function cohere({ callType, requestParameters }: AskedCall): ProviderApi {
  const headers = [['Authorization: Bearer ', key('COHERE_API_KEY')]];
  if (callType === 'embedding') return { form: 'cohere-embed', url: ['https://api.cohere.com/v2/embed'], headers };
  const isFirst = Array.isArray(requestParameters?.['chat_history']);
  return {
    form: isFirst ? 'cohere-v1' : 'cohere',
    url: [`https://api.cohere.com/${isFirst ? 'v1' : 'v2'}/chat`],
    headers,
  };
}
