import { object, text } from './json-reading.js';

/** The tier that answered, in lower case; null for `auto`, which leaves it open. Bedrock says it as an object with a `type`. */
export function readServiceTier(said: unknown): string | null {
  const tier = text(said) ?? text(object(said)?.['type']);
  const name = tier?.trim().toLowerCase();
  return name === undefined || name === '' || name === 'auto' ? null : name;
}
