/** Names under which SDKs, gateways and this package know a provider, and the name that the price list gives it. */
const ALIASES: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  azure_openai: 'azure',
  'azure-ai': 'azure',
  azure_ai: 'azure',
  az: 'azure',
  bedrock: 'aws',
  bedrock_converse: 'aws',
  amazon: 'aws',
  'amazon-bedrock': 'aws',
  'aws-bedrock': 'aws',
  aws_bedrock: 'aws',
  'google-vertex': 'google',
  'google-vertex-anthropic': 'google',
  'google-genai': 'google',
  'google-gla': 'google',
  google_genai: 'google',
  google_vertexai: 'google',
  vertex: 'google',
  vertexai: 'google',
  'vertex-ai': 'google',
  vertex_ai: 'google',
  gcp: 'google',
  gemini: 'google',
  xai: 'x-ai',
  grok: 'x-ai',
  mistralai: 'mistral',
  mistral_ai: 'mistral',
  'fireworks-ai': 'fireworks',
  fireworks_ai: 'fireworks',
  'together-ai': 'together',
  together_ai: 'together',
  togetherai: 'together',
  voyage: 'voyageai',
  'voyage-ai': 'voyageai',
  moonshot: 'moonshotai',
  'z-ai': 'zai',
  zhipu: 'zhipuai',
  copilot: 'github-copilot',
};

/** The price list's name of a provider: `azure-openai` is `azure`, `openai.responses` is `openai`, `aws.bedrock` is `aws`. */
export function priceListProvider(provider: string): string {
  const name = provider.trim().toLowerCase();
  const alias = aliasOf(name);
  if (alias !== undefined) return alias;
  const [family = name] = name.split('.', 1);
  return aliasOf(family) ?? family;
}

function aliasOf(name: string): string | undefined {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}
