import { type AskAgain, type AskedCall, type WordPart } from '../apis/again.js';
import { APIS } from '../apis/apis.js';
import { bearer, type ProviderAccess, variable } from '../apis/provider.js';
import { PROVIDERS } from '../apis/providers.js';
import type { Json } from '../reading/json-reading.js';

/** Where and how a call is asked again. */
export interface ProviderApi {
  readonly again: AskAgain;
  readonly url: readonly WordPart[];
  readonly headers: ProviderAccess['headers'];
  /** Further arguments of curl. */
  readonly options: readonly (readonly WordPart[])[];
}

/** Those of OpenAI, which most providers speak. */
const COMMON = ['openai-embeddings', 'openai-responses', 'openai-chat'];

export function providerApi(call: AskedCall): ProviderApi {
  const { base, headers, options = [], apis = COMMON } = accessOf(call);
  const asked = apis.map(againBy);
  const again = asked.find((one) => one.fits(call)) ?? asked.at(-1)!;
  return { again, url: [...base, again.path(call)], headers, options };
}

function accessOf({ provider, metadata }: AskedCall): ProviderAccess {
  const known = PROVIDERS.find(({ name }) => name === provider)?.access;
  return known ?? { base: unknownBase(metadata), headers: bearer('LLM_API_KEY') };
}

function againBy(name: string): AskAgain {
  const again = APIS.find((api) => api.name === name)?.again;
  if (again === undefined) throw new Error(`No API is named ${name} and can be asked again: see apis/apis.ts`);
  return again;
}

/** Of a host that is no known provider's, the log has the name. */
function unknownBase(metadata: Json | null): WordPart[] {
  const host = metadata?.['serverAddress'];
  return typeof host === 'string' && /^[\w.-]+(:\d+)?$/.test(host)
    ? [`https://${host}/v1`]
    : [variable('LLM_BASE_URL')];
}
