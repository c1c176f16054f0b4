import type { PriceOverride } from 'llm-exchange/pricing';
import { listOf } from './schema/list.js';
import { number, wholeNumber } from './schema/numbers.js';
import type { MembersOf, Option, ResolvedOf } from './schema/option.js';
import type { Place } from './schema/place.js';
import { type Given, section } from './schema/section.js';
import { text, webAddress } from './schema/texts.js';
import { required, that } from './schema/values.js';

/** Fetches the newest price list again and again. */
export interface PriceRefreshOptions {
  /**
   * Hours between two lists.
   * @default 24 hours
   */
  everyHours?: number;
  /**
   * Address of the list.
   * @default where `@pydantic/genai-prices` keeps its list
   */
  url?: string;
}

const amount = number(0, Infinity, 'USD');

const AMOUNTS = {
  promptPerMillion: amount,
  completionPerMillion: amount,
  cachedPromptPerMillion: amount,
  cacheWritePerMillion: amount,
  cacheWrite1hPerMillion: amount,
  imagePromptPerMillion: amount,
  imageCompletionPerMillion: amount,
  audioPromptPerMillion: amount,
  audioCompletionPerMillion: amount,
  perWebSearch: amount,
  perRequest: amount,
};

const tiers: Option<Readonly<Record<string, number>> | undefined> = {
  read: (given, place) => {
    const names = typeof given === 'object' && given !== null ? Object.keys(given) : [];
    return given === undefined
      ? undefined
      : (section(Object.fromEntries(names.map((name) => [name, required(number(0))]))).read(given, place) as never);
  },
};

const price = section(
  {
    provider: text,
    model: that<string | RegExp>(
      (value) => value instanceof RegExp || (typeof value === 'string' && value !== ''),
      "must be a model's name or a RegExp",
    ),
    ...AMOUNTS,
    tiers,
    discount: number(0, 1),
  } satisfies MembersOf<PriceOverride>,
  (values, place, given) => {
    checkPrice(given, place);
    return values as PriceOverride;
  },
);

export const pricesOption = listOf(price);

const refresh = section({
  everyHours: wholeNumber({ default: 24, from: 1, to: 500, unit: 'hours' }),
  url: webAddress,
} satisfies MembersOf<PriceRefreshOptions>);

/** Undefined: the list that is installed. `true` is the same as an object without members. */
export const refreshPricesOption: Option<ResolvedOf<typeof refresh> | undefined> = {
  members: refresh.members,
  fallback: false,
  read: (given, place) => {
    if (given === undefined || given === false) return undefined;
    return refresh.read(given === true ? {} : given, place);
  },
};

/** A discount on the list price, or prices of one's own. */
function checkPrice(given: Given, place: Place): void {
  if (given['discount'] !== undefined) {
    if (Object.keys(AMOUNTS).some((name) => given[name] !== undefined))
      place.fault('give either a `discount` on the list price or prices of your own, not both');
    return;
  }
  for (const name of ['model', 'promptPerMillion', 'completionPerMillion'])
    if (given[name] === undefined) place.member(name).fault('is missing');
}
