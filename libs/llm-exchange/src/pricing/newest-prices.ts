import { updatePrices, type Provider } from '@pydantic/genai-prices';

const PATIENCE_MS = 30_000;

/**
 * Fetches the newest price list, by which every call is priced from then on.
 *
 * @param url by default where the list's makers keep it
 * @throws Error what is no price list, or cannot be had within half a minute; the last one stays
 */
export async function useNewestPrices(url: string = remoteUrl()): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const providers: unknown = await response.json();
  if (!isPriceList(providers)) throw new Error('it is no price list');
  updatePrices(({ setProviderData }) => setProviderData(providers));
}

function remoteUrl(): string {
  let url = '';
  updatePrices(({ remoteDataUrl }) => (url = remoteDataUrl));
  return url;
}

function isPriceList(value: unknown): value is Provider[] {
  return Array.isArray(value) && value.length > 0 && value.every(isProvider);
}

function isProvider(value: unknown): boolean {
  const { id, models } = (value ?? {}) as Partial<Provider>;
  return typeof id === 'string' && Array.isArray(models);
}
