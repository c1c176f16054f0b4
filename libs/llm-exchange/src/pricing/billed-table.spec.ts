import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateLlmCost } from './llm-cost.js';
import type { PricedUsage } from './priced-usage.js';

const at = new Date('2026-11-01T12:00:00Z');

/** Of each provider, models that show what it bills separately. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-5', 'gpt-realtime', 'gpt-image-1.5', 'whisper-1', 'gpt-5.6-sol'],
  'azure-openai': ['gpt-5', 'gpt-image-1.5'],
  anthropic: ['claude-opus-5'],
  google: ['gemini-2.5-flash', 'gemini-2.5-flash-image', 'gemini-3-pro-preview'],
  'google-vertex': ['gemini-2.5-flash', 'claude-opus-4-5'],
  bedrock: ['amazon.nova-lite-v1:0', 'global.anthropic.claude-opus-5'],
  mistral: ['mistral-large-latest', 'mistral-medium-latest', 'codestral-2508'],
  cohere: ['command-a'],
  groq: ['openai/gpt-oss-20b', 'whisper-large-v3'],
  xai: ['grok-4.3', 'grok-3'],
  deepseek: ['deepseek-chat'],
  perplexity: ['sonar'],
  together: ['meta-llama/Llama-3.3-70B-Instruct-Turbo'],
  voyage: ['voyage-3'],
  moonshotai: ['kimi-k2-0905-preview'],
};

const PLAIN = { promptTokens: 10_000, completionTokens: 10_000 };

/** What may be billed separately, and how a call with it differs from a plain one. */
const SEPARATE: Readonly<Record<string, Partial<PricedUsage>>> = {
  'cache reads': { cachedPromptTokens: 10_000 },
  'cache writes': { cacheWriteTokens: 10_000 },
  'writes of 1 h': { cacheWriteTokens: 10_000, usageDetails: { cacheWrite1hTokens: 10_000 } },
  'sound in': { usageDetails: { audioPromptTokens: 10_000 } },
  'images out': { usageDetails: { imageCompletionTokens: 10_000 } },
  searches: { usageDetails: { webSearches: 2 } },
};
const TIERS = ['flex', 'batch', 'priority', 'fast'] as const;

it('is listed in docs/providers.md as it is priced (UPDATE_DOCS=1 writes it)', () => {
  const file = join(import.meta.dirname, '../../../../docs/providers.md');
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split('<!-- billed -->\n') as [string, string];
  const [, after] = rest.split('<!-- end of billed -->\n') as [string, string];
  const written = `${before}<!-- billed -->\n\n${table()}\n<!-- end of billed -->\n${after}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(file, written);
  expect(words(page)).toBe(words(written));
});

function table(): string {
  const head = ['provider', ...Object.keys(SEPARATE), ...TIERS, 'by the second'];
  const rows = Object.entries(MODELS).map(([provider, models]) => [
    provider,
    ...Object.values(SEPARATE).map((usage) => (models.some((model) => differs(provider, model, usage)) ? 'x' : '')),
    ...TIERS.map((tier) => factorOf(provider, models[0]!, tier)),
    models.some((model) => costOf(provider, model, BY_SECOND) !== null) ? 'x' : '',
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

const BY_SECOND = { promptTokens: null, completionTokens: null, usageDetails: { audioSeconds: 60 } };

function differs(provider: string, model: string, usage: Partial<PricedUsage>): boolean {
  const [plain, other] = [costOf(provider, model, {}), costOf(provider, model, usage)];
  // A write of an hour differs from other writes.
  const before =
    usage.usageDetails?.cacheWrite1hTokens === undefined ? plain : costOf(provider, model, SEPARATE['cache writes']!);
  return plain !== null && other !== null && other !== before;
}

function factorOf(provider: string, model: string, serviceTier: string): string {
  const [plain, other] = [costOf(provider, model, {}), costOf(provider, model, { serviceTier })];
  return plain === null || other === null ? '' : `× ${Number((other / plain).toFixed(2))}`;
}

function costOf(provider: string, model: string, usage: Partial<PricedUsage>): number | null {
  return calculateLlmCost({ provider, model, at, ...PLAIN, ...usage });
}

/** The page without what Prettier makes of tables. */
function words(page: string): string {
  return page.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
}
