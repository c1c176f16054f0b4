import type { ModelPrice } from './price-override.js';
import { roundCost } from './llm-cost.js';
import { billedUnits, type BilledUnits, type PricedUsage } from './priced-usage.js';
import { toolPrices } from './tool-prices.js';

const MILLION = 1_000_000;
const THOUSAND = 1_000;

/** What a call costs by a price of the application's own; null where its tokens are not known, or nobody says what a search costs. */
export function ownCost(price: ModelPrice, usage: PricedUsage): number | null {
  const units = billedUnits(usage);
  if (units.prompt === null && price.promptPerMillion > 0) return null;
  if (units.completion === null && price.completionPerMillion > 0) return null;
  const searches = searchCost(price, usage, units);
  if (searches === null) return null;
  const factor = price.tiers?.[usage.serviceTier ?? 'default'] ?? 1;
  const tokens = (promptCost(price, units) + completionCost(price, units)) / MILLION;
  return roundCost(tokens * factor + searches + (price.perRequest ?? 0) * units.requests);
}

/** Of a million tokens of each. */
function promptCost(price: ModelPrice, units: BilledUnits): number {
  const {
    promptPerMillion: plain,
    cachedPromptPerMillion: cached = plain,
    cacheWritePerMillion: write = plain,
  } = price;
  const audio = Math.max(units.audioPrompt - units.cachedAudio, 0);
  const image = Math.max(units.imagePrompt - units.cachedImage, 0);
  const rest = Math.max((units.prompt ?? 0) - units.cached - units.written - audio - image, 0);
  return (
    rest * plain +
    units.cached * cached +
    (units.written - units.writtenFor1h) * write +
    units.writtenFor1h * (price.cacheWrite1hPerMillion ?? write) +
    audio * (price.audioPromptPerMillion ?? plain) +
    image * (price.imagePromptPerMillion ?? plain)
  );
}

function completionCost(price: ModelPrice, units: BilledUnits): number {
  const { completionPerMillion: plain, audioCompletionPerMillion = plain, imageCompletionPerMillion = plain } = price;
  const rest = (units.completion ?? 0) - units.audioCompletion - units.imageCompletion;
  return (
    rest * plain + units.audioCompletion * audioCompletionPerMillion + units.imageCompletion * imageCompletionPerMillion
  );
}

/** Where it is not said, a search costs what the provider asks of everybody. */
function searchCost({ perWebSearch }: ModelPrice, { provider, model }: PricedUsage, units: BilledUnits): number | null {
  if (units.webSearches === 0) return 0;
  if (perWebSearch !== undefined) return perWebSearch * units.webSearches;
  const { web } = toolPrices(provider ?? '', model);
  return web === null ? null : (web / THOUSAND) * units.webSearches;
}
