import { LlmLoggingOptionsError } from '../errors.js';
import type { AdminOptions } from './admin.options.js';
import { llmLoggingOptions, type LlmLoggingOptions, type ResolvedOptions } from './llm-logging.options.js';
import { Place } from './schema/place.js';

/** Stands for the database of a log that is switched off; nobody connects to it. */
const NOWHERE = 'postgres://localhost/none';

/**
 * Checks the options, fills in their defaults and freezes them.
 * @param admin what was given statically as `admin`: routes are made before any factory runs.
 * @throws LlmLoggingOptionsError that lists every fault with its remedy.
 */
export function resolveOptions(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  return options?.enabled === false ? resolveSwitchedOff(options, admin) : resolve(options, admin);
}

function resolve(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  const place = new Place();
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const { admin: _, ...resolved } = llmLoggingOptions.read(isObject ? { ...options, admin } : options, place);
  if (options?.admin && !admin)
    place
      .member('admin')
      .fault('give it beside `useFactory`, not in what the factory returns: routes are made before it runs');
  if (place.faults.length > 0)
    throw new LlmLoggingOptionsError(place.faults.map(({ field, problem }) => `${field || 'options'}: ${problem}`));
  return Object.freeze(resolved);
}

/** What could be opened is left out, wrong or not; all other options are checked as ever. */
function resolveSwitchedOff(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  const checked = resolve(
    {
      ...options,
      enabled: true,
      database: { url: NOWHERE },
      statsDatabase: undefined,
      migrate: false,
      refreshPrices: false,
      capture: { ...options.capture, fetch: false, auto: false },
    },
    admin,
  );
  const off: ResolvedOptions = {
    ...checked,
    enabled: false,
    ingest: false,
    exports: false,
    search: { index: false },
    retention: { ...checked.retention, enabled: false },
    delivery: { ...checked.delivery, durability: 'memory' },
  };
  return Object.freeze(off);
}
