import { roundCost } from './llm-cost.js';
import type { PriceBook } from './price-book.js';
import { billedUnits, type BilledUnits, type PricedUsage } from './priced-usage.js';

/** What providers bill separately. */
export type LlmCostClass =
  | 'input'
  | 'cached_input'
  | 'cache_write'
  | 'cache_write_1h'
  | 'audio_input'
  | 'image_input'
  | 'output'
  | 'audio_output'
  | 'image_output'
  | 'web_search'
  | 'request';

/** What of one kind was used, and what it cost. */
export interface LlmCostPart {
  /** `input` are the tokens of the prompt, and `output` those of the answer, that are of no other kind. */
  class: LlmCostClass;
  /** 0 of what is no token. */
  tokens: number;
  /** Searches and requests. */
  count?: number;
  /** USD; null where no price is known. */
  cost: number | null;
}

const NO_PARTS = {
  cachedPromptTokens: 0,
  cacheWriteTokens: 0,
  audioPromptTokens: 0,
  audioCompletionTokens: 0,
  usageDetails: null,
} as const;

/** What a call cost by kind: the parts add up to what it costs. Empty where its tokens are not known. */
export function splitCost(book: PriceBook, usage: PricedUsage): LlmCostPart[] {
  const units = billedUnits(usage);
  if (units.prompt === null) return [];
  const asked = promptParts(book, usage, units);
  const answered = completionParts(book, usage, units);
  const beside = besideParts(book, usage, units);
  const input = costOf(book, usage, { promptTokens: units.prompt, completionTokens: 0, ...withoutAnswer(usage) });
  const fee = costOf(book, usage, { ...NO_PARTS, promptTokens: 0, completionTokens: 0 });
  const output = rest(book.cost(usage), input, ...costs(beside.filter(({ class: kind }) => kind === 'web_search')));
  const plain = (kind: LlmCostClass, tokens: number, cost: number | null): LlmCostPart => ({
    class: kind,
    tokens,
    cost,
  });
  const parts = [
    plain('input', left(units.prompt, asked), rest(input, ...costs(asked), fee)),
    ...asked,
    plain('output', left(units.completion ?? 0, answered), rest(output, ...costs(answered))),
    ...answered,
    ...beside,
  ];
  return parts.filter(({ class: kind, tokens, count }) => kind === 'input' || tokens > 0 || count !== undefined);
}

function promptParts(book: PriceBook, usage: PricedUsage, units: BilledUnits): LlmCostPart[] {
  const all = units.prompt!;
  const part = (kind: LlmCostClass, tokens: number, of: Partial<PricedUsage>): LlmCostPart => {
    // Asked as if all of the prompt were of one kind, as prices may depend on how long it is.
    const cost = costOf(book, usage, { ...NO_PARTS, promptTokens: all, completionTokens: 0, ...of });
    const fee = costOf(book, usage, { ...NO_PARTS, promptTokens: 0, completionTokens: 0 });
    return { class: kind, tokens, cost: tokens === 0 ? 0 : shareOf(rest(cost, fee), tokens / all) };
  };
  const { audioPrompt, imagePrompt, cachedAudio, cachedImage, writtenFor1h } = units;
  return existing([
    part('cached_input', units.cached, { cachedPromptTokens: all }),
    part('cache_write', units.written - writtenFor1h, { cacheWriteTokens: all }),
    part('cache_write_1h', writtenFor1h, { cacheWriteTokens: all, usageDetails: { cacheWrite1hTokens: all } }),
    part('audio_input', audioPrompt - cachedAudio, { usageDetails: { audioPromptTokens: all } }),
    part('image_input', imagePrompt - cachedImage, { usageDetails: { imagePromptTokens: all } }),
  ]);
}

function completionParts(book: PriceBook, usage: PricedUsage, units: BilledUnits): LlmCostPart[] {
  const all = units.completion ?? 0;
  const part = (kind: LlmCostClass, tokens: number, usageDetails: PricedUsage['usageDetails']): LlmCostPart => {
    const asked = { ...NO_PARTS, promptTokens: units.prompt, completionTokens: 0 };
    const whole = costOf(book, usage, { ...asked, completionTokens: all, usageDetails });
    const cost = rest(whole, costOf(book, usage, asked));
    return { class: kind, tokens, cost: tokens === 0 ? 0 : shareOf(cost, tokens / all) };
  };
  return existing([
    part('audio_output', units.audioCompletion, { audioCompletionTokens: all }),
    part('image_output', units.imageCompletion, { imageCompletionTokens: all }),
  ]);
}

/** What is billed by number. */
function besideParts(book: PriceBook, usage: PricedUsage, { webSearches, requests }: BilledUnits): LlmCostPart[] {
  const nothing = { ...NO_PARTS, promptTokens: 0, completionTokens: 0 };
  const fee = costOf(book, usage, { ...nothing, usageDetails: requests === 1 ? null : { requests } });
  const searched = webSearches === 0 ? fee : costOf(book, usage, { ...nothing, usageDetails: { webSearches } });
  return [
    ...(webSearches === 0
      ? []
      : [{ class: 'web_search' as const, tokens: 0, count: webSearches, cost: rest(searched, fee) }]),
    ...(fee ? [{ class: 'request' as const, tokens: 0, count: requests, cost: fee }] : []),
  ];
}

function withoutAnswer({ usageDetails }: PricedUsage): Partial<PricedUsage> {
  const { webSearches: _w, audioCompletionTokens: _a, imageCompletionTokens: _i, ...others } = usageDetails ?? {};
  const { citationTokens: _t, ...asked } = others;
  const { billedPromptTokens: _p, billedCompletionTokens: _c, ...plain } = asked;
  return { audioCompletionTokens: 0, usageDetails: plain };
}

/** Whatever is left out of it, it was made in the same place. */
function costOf(book: PriceBook, usage: PricedUsage, instead: Partial<PricedUsage>): number | null {
  const { usOnlyInference } = usage.usageDetails ?? {};
  const made = { ...usage, ...instead };
  return book.cost(
    usOnlyInference === undefined ? made : { ...made, usageDetails: { ...made.usageDetails, usOnlyInference } },
  );
}

function existing(parts: readonly LlmCostPart[]): LlmCostPart[] {
  return parts.filter(({ tokens }) => tokens > 0);
}

function left(tokens: number, parts: readonly LlmCostPart[]): number {
  return Math.max(
    parts.reduce((all, part) => all - part.tokens, tokens),
    0,
  );
}

function costs(parts: readonly LlmCostPart[]): (number | null)[] {
  return parts.map(({ cost }) => cost);
}

function shareOf(cost: number | null, share: number): number | null {
  return cost === null ? null : roundCost(cost * share);
}

/** Null where one of them is not known. */
function rest(cost: number | null, ...without: (number | null)[]): number | null {
  if (cost === null || without.includes(null)) return null;
  const remains = without.reduce<number>((sum, part) => sum - part!, cost);
  // Each part is rounded, so that what is left of nothing may be a picodollar below it.
  return roundCost(Math.max(remains, 0));
}
