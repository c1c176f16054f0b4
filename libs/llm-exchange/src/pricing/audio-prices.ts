/** USD for a million tokens of sound. */
export interface AudioPrices {
  readonly input: number;
  readonly output: number;
}

/** By models of OpenAI that the price list has as if sound cost what text does: https://developers.openai.com/api/docs/models */
const PRICES: readonly (readonly [RegExp, AudioPrices])[] = [
  [/^gpt-4o-mini-audio-preview/, { input: 10, output: 20 }],
  [/^gpt-4o-audio-preview-2024-10-01/, { input: 100, output: 200 }],
  [/^gpt-4o-audio-preview/, { input: 40, output: 80 }],
];

/** What sound costs, where the price list does not say it with the model. */
export function audioPrices(model: string): AudioPrices | undefined {
  return PRICES.find(([pattern]) => pattern.test(model))?.[1];
}
