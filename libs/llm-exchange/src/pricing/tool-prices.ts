/** USD for a thousand searches of a provider's own, where the price list does not say it with the model. */
export interface ToolPrices {
  readonly web: number | null;
  readonly file: number | null;
}

const NONE: ToolPrices = { web: null, file: null };

/** By the price list's names of providers. */
export function toolPrices(providerId: string, model: string): ToolPrices {
  // https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool, wherever Claude runs
  if (/claude/i.test(model)) return { web: 10, file: null };
  // https://openai.com/api/pricing, built-in tools
  if (providerId === 'openai' || providerId === 'azure') return { web: 10, file: 2.5 };
  // https://ai.google.dev/gemini-api/docs/pricing, grounding beyond what is free
  if (providerId === 'google') return { web: /gemini-[12]\b/.test(model) ? 35 : 14, file: null };
  // https://docs.x.ai/developers/pricing, tools
  if (providerId === 'x-ai') return { web: 5, file: 2.5 };
  return NONE;
}

/** What is billed of so many searches: Gemini up to 2.5 bills a prompt that searches, not the searches. */
export function billedSearches(providerId: string, model: string, searches: number): number {
  return providerId === 'google' && /gemini-[12]\b/.test(model) ? Math.min(searches, 1) : searches;
}
