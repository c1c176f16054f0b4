/** Providers by the names that instrumentations have for them. */
const NAMES: Readonly<Record<string, string>> = {
  'gcp.vertex.agent': 'google',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google-vertex',
  google_genai: 'google',
  google_generativeai: 'google',
  googleai: 'google',
  gemini: 'google',
  vertex_ai: 'google-vertex',
  vertexai: 'google-vertex',
  'google.vertex': 'google-vertex',
  'google.generative-ai': 'google',
  'aws.bedrock': 'bedrock',
  aws_bedrock: 'bedrock',
  'amazon-bedrock': 'bedrock',
  'amazon.bedrock': 'bedrock',
  'az.ai.openai': 'azure-openai',
  'azure.ai.openai': 'azure-openai',
  'az.ai.inference': 'azure-openai',
  'azure.ai.inference': 'azure-openai',
  azure: 'azure-openai',
  azure_openai: 'azure-openai',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  x_ai: 'xai',
  'x.ai': 'xai',
  together_ai: 'together',
  togetherai: 'together',
  fireworks_ai: 'fireworks',
};

/** What follows the provider in the names of the AI SDK: `openai.chat`, `anthropic.messages`. */
const KINDS = /\.(chat|responses|messages|completion|embedding|image|transcription|speech|generative-ai)$/;

/** A provider by its usual name: `openai` of `OpenAI`, `google-vertex` of `gcp.vertex_ai`. */
export function providerName(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const name = said.trim().toLowerCase();
  const short = NAMES[name] ?? name.replace(KINDS, '');
  return NAMES[short] ?? short;
}

/** `gpt-4o` and `openai` of `openai/gpt-4o`. */
export function modelParts(said: string): { provider: string | undefined; model: string } {
  const slash = said.indexOf('/');
  if (slash <= 0) return { provider: undefined, model: said };
  return { provider: providerName(said.slice(0, slash)), model: said.slice(slash + 1) };
}
