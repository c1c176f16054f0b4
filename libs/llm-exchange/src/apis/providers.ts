import { bearer, compatible, type LlmProvider, variable } from './provider.js';

/** All providers, a row each. The order does not matter. */
export const PROVIDERS: readonly LlmProvider[] = [
  {
    name: 'azure-openai',
    hosts: [
      /(^|\.)(openai|cognitiveservices)\.azure\.(com|us|cn)$/,
      /\.api\.cognitive\.microsoft\.com$/,
      /\.(services|models|inference)\.ai\.azure\.com$/,
    ],
    gatewayName: 'azure-openai',
    otherNames: ['az.ai.openai', 'azure.ai.openai', 'az.ai.inference', 'azure.ai.inference', 'azure', 'azure_openai'],
    access: {
      base: [variable('AZURE_OPENAI_ENDPOINT'), '/openai/v1'],
      headers: [['api-key: ', variable('AZURE_OPENAI_API_KEY')]],
    },
  },
  {
    name: 'openai',
    hosts: [/(^|\.)openai\.com$/, /^oai\.(hconeai\.com|helicone\.ai)$/],
    gatewayName: 'openai',
    access: compatible('https://api.openai.com/v1', 'OPENAI_API_KEY'),
  },
  {
    name: 'anthropic',
    hosts: [
      /(^|\.)anthropic\.com$/,
      /^aws-external-anthropic(-fips)?\.[a-z0-9-]+\.api\.aws$/,
      /^anthropic\.(hconeai\.com|helicone\.ai)$/,
    ],
    gatewayName: 'anthropic',
    access: {
      base: ['https://api.anthropic.com'],
      headers: [['x-api-key: ', variable('ANTHROPIC_API_KEY')], ['anthropic-version: 2023-06-01']],
      apis: ['anthropic-messages'],
    },
  },
  {
    name: 'google',
    hosts: [/^generativelanguage\.googleapis\.com$/],
    gatewayName: 'google-ai-studio',
    otherNames: [
      'gcp.vertex.agent',
      'gcp.gemini',
      'gcp.gen_ai',
      'google_genai',
      'google_generativeai',
      'googleai',
      'gemini',
      'google.generative-ai',
    ],
    access: {
      base: ['https://generativelanguage.googleapis.com/v1beta'],
      headers: [['x-goog-api-key: ', variable('GEMINI_API_KEY')]],
      apis: ['google-embeddings', 'google-interactions', 'google-generate-content'],
    },
  },
  {
    name: 'google-vertex',
    hosts: [/(^|[.-])aiplatform(\.[a-z]+\.rep)?\.googleapis\.com$/],
    gatewayName: 'google-vertex-ai',
    otherNames: ['gcp.vertex_ai', 'vertex_ai', 'vertexai', 'google.vertex'],
    access: {
      base: [
        'https://aiplatform.googleapis.com/v1/projects/',
        variable('GOOGLE_CLOUD_PROJECT'),
        '/locations/global/publishers/google',
      ],
      headers: bearer('GOOGLE_ACCESS_TOKEN'),
      apis: ['google-generate-content'],
    },
  },
  {
    name: 'bedrock',
    hosts: [/^bedrock-(runtime|mantle)(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/],
    gatewayName: 'aws-bedrock',
    otherNames: ['aws', 'aws.bedrock', 'aws_bedrock', 'amazon-bedrock', 'amazon.bedrock'],
    access: {
      base: ['https://bedrock-runtime.', variable('AWS_REGION'), '.amazonaws.com'],
      headers: [['x-amz-security-token: ', variable('AWS_SESSION_TOKEN')]],
      options: [
        ['--aws-sigv4'],
        ['aws:amz:', variable('AWS_REGION'), ':bedrock'],
        ['--user'],
        [variable('AWS_ACCESS_KEY_ID'), ':', variable('AWS_SECRET_ACCESS_KEY')],
      ],
      apis: ['bedrock-converse'],
    },
  },
  {
    name: 'mistral',
    hosts: [/(^|\.)mistral\.ai$/],
    gatewayName: 'mistral',
    otherNames: ['mistral_ai', 'mistralai'],
    access: compatible('https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
  },
  {
    name: 'groq',
    hosts: [/(^|\.)groq\.com$/],
    gatewayName: 'groq',
    access: compatible('https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
  },
  {
    name: 'deepseek',
    hosts: [/(^|\.)deepseek\.com$/],
    gatewayName: 'deepseek',
    access: compatible('https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
  },
  {
    name: 'xai',
    hosts: [/^(api|[a-z0-9-]+\.api)\.x\.ai$/],
    gatewayName: 'grok',
    otherNames: ['x_ai', 'x.ai'],
    access: compatible('https://api.x.ai/v1', 'XAI_API_KEY'),
  },
  {
    name: 'together',
    hosts: [/(^|\.)together\.(xyz|ai)$/],
    otherNames: ['together_ai', 'togetherai'],
    access: compatible('https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
  },
  {
    name: 'fireworks',
    hosts: [/(^|\.)fireworks\.ai$/],
    otherNames: ['fireworks_ai'],
    access: compatible('https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'),
  },
  {
    name: 'cohere',
    hosts: [/^api\.cohere\.(com|ai)$/],
    gatewayName: 'cohere',
    access: { base: ['https://api.cohere.com'], headers: bearer('COHERE_API_KEY'), apis: ['cohere'] },
  },
  {
    name: 'openrouter',
    hosts: [/(^|\.)openrouter\.ai$/],
    gatewayName: 'openrouter',
    access: compatible('https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'),
  },
  {
    name: 'perplexity',
    hosts: [/(^|\.)perplexity\.ai$/],
    gatewayName: 'perplexity-ai',
    access: compatible('https://api.perplexity.ai', 'PERPLEXITY_API_KEY'),
  },
  {
    name: 'cerebras',
    hosts: [/(^|\.)cerebras\.ai$/],
    gatewayName: 'cerebras',
    access: compatible('https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'),
  },
  {
    name: 'alibaba',
    hosts: [/^dashscope[a-z-]*\.aliyuncs\.com$/],
    access: compatible('https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'DASHSCOPE_API_KEY'),
  },
  {
    name: 'zai',
    hosts: [/^(api\.z\.ai|open\.bigmodel\.cn)$/],
    access: compatible('https://api.z.ai/api/paas/v4', 'ZAI_API_KEY'),
  },
  {
    name: 'voyage',
    hosts: [/(^|\.)voyageai\.com$/],
    access: compatible('https://api.voyageai.com/v1', 'VOYAGE_API_KEY'),
  },
  { name: 'jina', hosts: [/^api\.jina\.ai$/], access: compatible('https://api.jina.ai/v1', 'JINA_API_KEY') },
  {
    name: 'moonshotai',
    hosts: [/(^|\.)moonshot\.(ai|cn)$/],
    access: compatible('https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY'),
  },
  {
    name: 'ollama',
    hosts: [/^ollama\.com$/],
    port: '11434',
    access: { base: ['http://localhost:11434'], headers: [], apis: ['ollama'] },
  },
  {
    name: 'huggingface',
    hosts: [/^router\.huggingface\.co$/],
    behind: (pathname) => /^\/([a-z-]+)\/v\d/.exec(pathname)?.[1],
    access: compatible('https://router.huggingface.co/v1', 'HF_TOKEN'),
  },
  {
    name: 'cloudflare',
    hosts: [/^gateway\.ai\.cloudflare\.com$/, /^api\.cloudflare\.com$/],
    behind: behindCloudflare,
  },
  { name: 'helicone', hosts: [/^(?!(?:oai|anthropic)\.)(?:.*\.)?helicone\.ai$/] },
  { name: 'vercel', hosts: [/^ai-gateway\.vercel\.sh$/] },
  { name: 'portkey', hosts: [/^api\.portkey\.ai$/] },
  { name: 'requesty', hosts: [/^router\.requesty\.ai$/] },
  { name: 'github', hosts: [/^models\.github\.ai$/] },
  { name: 'nvidia', hosts: [/^(integrate|ai)\.api\.nvidia\.com$/] },
  { name: 'deepinfra', hosts: [/^api\.deepinfra\.com$/] },
  { name: 'sambanova', hosts: [/^api\.sambanova\.ai$/] },
  { name: 'nebius', hosts: [/^api\.(studio|tokenfactory)\.nebius\.(ai|com)$/] },
  { name: 'novita', hosts: [/^api\.novita\.ai$/] },
  { name: 'hyperbolic', hosts: [/^api\.hyperbolic\.xyz$/] },
  { name: 'siliconflow', hosts: [/^api\.siliconflow\.(cn|com)$/] },
  { name: 'minimax', hosts: [/^api\.minimaxi?\.(io|com|chat)$/] },
  { name: 'volcengine', hosts: [/^ark\.[a-z0-9-]+\.(volces|bytepluses)\.com$/] },
  { name: 'ai21', hosts: [/^api\.ai21\.com$/] },
  { name: 'upstage', hosts: [/^api\.upstage\.ai$/] },
  { name: 'baseten', hosts: [/^inference\.baseten\.co$/] },
  { name: 'replicate', hosts: [/^api\.replicate\.com$/] },
  { name: 'digitalocean', hosts: [/^inference\.do-ai\.run$/] },
  { name: 'scaleway', hosts: [/^api\.scaleway\.ai$/] },
  { name: 'ovhcloud', hosts: [/\.endpoints\.kepler\.ai\.cloud\.ovh\.net$/] },
];

/** Names of providers as Cloudflare's gateway has them in its addresses. */
function behindCloudflare(pathname: string): string | undefined {
  const name = /^\/v1\/[^/]+\/[^/]+\/([^/]+)\//.exec(pathname)?.[1];
  return name === undefined ? undefined : PROVIDERS.find(({ gatewayName }) => gatewayName === name)?.name;
}
