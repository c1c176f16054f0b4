/** In place of a name: calls that have none. */
export const NONE = '-*';

interface NameConditions {
  add(clause: string, value: unknown): unknown;
  and(clause: string): unknown;
}

/** Whether a value of a filter leaves calls out: a minus before a name, or {@link NONE}. */
export function isNegated(value: unknown): boolean {
  return typeof value === 'string' && value.length > 1 && value.startsWith('-');
}

/** Whether any filter is negated: rollups know names only, not their absence. */
export function hasNegation(filters: object): boolean {
  return Object.values(filters).some((value: unknown) => [value].flat().some(isNegated));
}

/** Adds the condition of a filter that takes several names, some of them perhaps negated. Calls without a name are not of any name. */
export function addNames(conditions: NameConditions, column: string, values: readonly string[]): void {
  const wanted = values.filter((value) => !isNegated(value));
  const refused = values.filter((value) => isNegated(value) && value !== NONE).map((value) => value.slice(1));
  if (refused.length > 0) conditions.add(`(${column} = ANY (?)) IS NOT TRUE`, refused);
  if (values.includes(NONE)) {
    if (wanted.length === 0) conditions.and(`${column} IS NULL`);
    else conditions.add(`(${column} IS NULL OR ${column} = ANY (?))`, wanted);
    return;
  }
  if (wanted.length === 1) conditions.add(`${column} = ?`, wanted[0]);
  else if (wanted.length > 1) conditions.add(`${column} = ANY (?)`, wanted);
}
