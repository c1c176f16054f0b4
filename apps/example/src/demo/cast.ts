import type { Random } from './random.js';

export interface Model {
  readonly provider: string;
  readonly model: string;
  readonly firstTokenMs: number;
  readonly msPerToken: number;
}

export interface User {
  readonly userId: string;
  readonly companyId: string;
}

const MODELS = {
  mini: { provider: 'openai', model: 'gpt-4o-mini', firstTokenMs: 420, msPerToken: 9 },
  large: { provider: 'openai', model: 'gpt-4o', firstTokenMs: 560, msPerToken: 14 },
  reasoning: { provider: 'openai', model: 'gpt-5-mini', firstTokenMs: 1_900, msPerToken: 8 },
  haiku: { provider: 'anthropic', model: 'claude-haiku-4-5', firstTokenMs: 480, msPerToken: 7 },
  sonnet: { provider: 'anthropic', model: 'claude-sonnet-4-5', firstTokenMs: 1_050, msPerToken: 16 },
  flash: { provider: 'google', model: 'gemini-2.5-flash', firstTokenMs: 350, msPerToken: 5 },
  mistral: { provider: 'mistral', model: 'mistral-small-latest', firstTokenMs: 300, msPerToken: 8 },
  embedding: { provider: 'openai', model: 'text-embedding-3-small', firstTokenMs: 90, msPerToken: 0 },
  // The company's own: no price list knows it.
  own: { provider: 'vllm', model: 'reviews-7b-ft', firstTokenMs: 140, msPerToken: 11 },
} as const satisfies Record<string, Model>;

const USED_FOR = {
  chat: [
    { weight: 42, ...MODELS.mini },
    { weight: 14, ...MODELS.large },
    { weight: 12, ...MODELS.reasoning },
    { weight: 20, ...MODELS.haiku },
    { weight: 12, ...MODELS.flash },
  ],
  answer: [
    { weight: 40, ...MODELS.sonnet },
    { weight: 35, ...MODELS.large },
    { weight: 25, ...MODELS.flash },
  ],
  judge: [
    { weight: 70, ...MODELS.mini },
    { weight: 30, ...MODELS.haiku },
  ],
  sentiment: [
    { weight: 45, ...MODELS.mistral },
    { weight: 35, ...MODELS.mini },
    { weight: 20, ...MODELS.own },
  ],
  summary: [
    { weight: 60, ...MODELS.mistral },
    { weight: 40, ...MODELS.haiku },
  ],
  embedding: [{ weight: 1, ...MODELS.embedding }],
} as const;

export function modelFor(purpose: keyof typeof USED_FOR, random: Random): Model {
  const { provider, model, firstTokenMs, msPerToken } = random.weighted<Model & { weight: number }>(USED_FOR[purpose]);
  return { provider, model, firstTokenMs, msPerToken };
}

const COMPANIES = [
  { weight: 38, companyId: 'acme', users: 34 },
  { weight: 25, companyId: 'globex', users: 22 },
  { weight: 16, companyId: 'initech', users: 12 },
  { weight: 11, companyId: 'hooli', users: 9 },
  { weight: 7, companyId: 'umbrella', users: 6 },
  { weight: 3, companyId: 'wonka', users: 2 },
] as const;

export const COMPANY_IDS = COMPANIES.map(({ companyId }) => companyId);

/** A few use it all day, most now and then. */
export function someUser(random: Random): User {
  const { companyId, users } = random.weighted(COMPANIES);
  const nth = Math.floor(users * random.next() ** 2) + 1;
  return { userId: `${companyId}-user-${String(nth).padStart(2, '0')}`, companyId };
}
