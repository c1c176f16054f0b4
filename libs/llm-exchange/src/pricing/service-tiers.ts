import type { PricedUsage } from './priced-usage.js';

/** The usual tier, under the names that providers have for it. */
const USUAL: ReadonlySet<string> = new Set(['default', 'standard', 'on_demand', 'on-demand', 'regular', 'normal']);

type Factors = Readonly<Record<string, number | ((model: string) => number | undefined)>>;

const HALF = 0.5;

/** What tokens cost in other tiers, against the usual one, by the price list's names of providers. */
const FACTORS: Readonly<Record<string, Factors>> = {
  // https://developers.openai.com/api/docs/pricing; https://openai.com/api-fast-mode: priority is named fast since July 2026
  openai: { flex: HALF, batch: HALF, priority: openAiPriority, fast: openAiPriority },
  azure: { flex: HALF, batch: HALF, priority: openAiPriority, fast: openAiPriority },
  // https://platform.claude.com/docs/en/about-claude/pricing
  anthropic: { batch: HALF, fast: fastClaude },
  // https://ai.google.dev/gemini-api/docs/pricing; "75 % to 100 % more" of docs/optimization is 1.8 times for each model there
  google: { flex: HALF, batch: HALF, priority: 1.8 },
  aws: { flex: bedrockTier(HALF), batch: HALF, priority: bedrockTier(1.75) },
  mistral: { batch: HALF },
  // https://console.groq.com/docs/flex-processing: flex costs what on-demand does
  groq: { batch: HALF, flex: 1, performance: 1 },
  'x-ai': { batch: HALF },
  together: { batch: HALF },
  fireworks: { batch: HALF },
  voyageai: { batch: 0.67 },
};

/** Whether a tier changes no price. */
function isUsualTier(tier: string | null | undefined): boolean {
  return tier === null || tier === undefined || tier === '' || USUAL.has(tier.toLowerCase());
}

/** By what the price of tokens is multiplied in a tier; null where that is not known. */
export function tierFactor(providerId: string, model: string, tier: string | null | undefined): number | null {
  if (isUsualTier(tier)) return 1;
  const factor = FACTORS[providerId]?.[tier!.toLowerCase()];
  return (typeof factor === 'function' ? factor(model) : factor) ?? null;
}

/** Models from before Opus 4.6 and Sonnet 4.6, which cost the same wherever they run. */
const BEFORE_PLACES = /claude-(?:[123]|instant)|(?:opus|sonnet|haiku)-4(?:[-.][0-5])?(?:$|[-@]\d{8})/;

/** By what the price of tokens is multiplied where they are made: https://platform.claude.com/docs/en/manage-claude/data-residency */
export function placeFactor(providerId: string, model: string, usageDetails: PricedUsage['usageDetails']): number {
  return providerId === 'anthropic' && usageDetails?.usOnlyInference && !BEFORE_PLACES.test(model) ? 1.1 : 1;
}

/** By model: the older ones cost less than twice as much. */
const OPENAI_PRIORITY: readonly (readonly [RegExp, number])[] = [
  [/^gpt-4o-mini/, 5 / 3],
  [/^gpt-4o-2024-05-13/, 1.75],
  [/^gpt-4o/, 1.7],
  [/^gpt-4\.1-nano/, 2],
  [/^gpt-4\.1/, 1.75],
  [/^o3/, 1.75],
  [/^o4-mini/, 2 / 1.1],
  [/^gpt-5-mini/, 1.8],
  [/^gpt-5\.5/, 2.5],
];

/**
 * The AWS Price List of Bedrock, USD for a thousand tokens, as usual, flex and priority: NovaPro 0.0008, 0.0004, 0.0014; Qwen3-32B 0.00015,
 * 0.000075, 0.0002625; gpt-oss-20b 0.0000721, 0.00003605, 0.000126175. Claude has these tiers nowhere there, and OpenAI's GPT-5 other shares.
 */
function bedrockTier(factor: number): (model: string) => number | undefined {
  return (model) => (/claude|gpt-\d/.test(model) ? undefined : factor);
}

function openAiPriority(model: string): number {
  return OPENAI_PRIORITY.find(([pattern]) => pattern.test(model))?.[1] ?? 2;
}

/** https://platform.claude.com/docs/en/build-with-claude/fast-mode */
function fastClaude(model: string): number | undefined {
  if (/opus-4[-.][67]/.test(model)) return 6;
  return /opus-4[-.]8|(opus|fable|mythos)-5/.test(model) ? 2 : undefined;
}
