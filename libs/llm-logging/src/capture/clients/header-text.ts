/** A header's value as one text, however Node keeps it; null where there is none. */
export function headerText(value: string | number | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'object' ? value.join(', ') : String(value);
}
