import { object, text } from './json-reading.js';

const OPEN: ReadonlySet<string> = new Set(['', 'auto', 'unspecified']);

/**
 * The tier that answered, in lower case; null for `auto`, which leaves it open. Bedrock reports it as an object with a `type`, Google also
 * by the names of its enum.
 */
export function readServiceTier(said: unknown): string | null {
  const tier = text(said) ?? text(object(said)?.['type']);
  const name = tier
    ?.trim()
    .toLowerCase()
    .replace(/^service_tier_/, '');
  return name === undefined || OPEN.has(name) ? null : name;
}
