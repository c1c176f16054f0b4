const LONG = 'x'.repeat(8_000);
const DEEP = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`;

/** Not as a value stands after `name=`, but in its place: several times, as a list, as an object. */
type OddQuery = (name: string) => string;

const ODD_QUERIES: readonly OddQuery[] = [
  (name) => `${name}=`,
  (name) => `${name}=1&${name}=%00`,
  (name) => `${name}[]=a`,
  (name) => `${name}[a]=b`,
  (name) => `${name}[toString]=1`,
];
const ODD_NUMBERS = ['0', '-1', '1.5', '1e20', '1e400', 'NaN', '0x10', '9007199254740993', '1e-320'];
const ODD_DATES = ['2026-13-45', '2026-02-30', '2026-00-10', '9999-12-31', '2026-W01-1', '2026-01-01T25:00:00Z'];
const ODD_ZONES = ['Mars/Phobos', '+05:30', 'GMT+25', 'localtime', 'posixrules', 'Factory', 'europe/berlin'];
const ODD_OBJECTS = [
  ...['[]', '1', '{"a":1e400}', '{"__proto__":{"a":1}}', '{"a":', encodeURIComponent(DEEP)],
  ...[String.raw`{"a":"\u0000"}`, String.raw`{"a":["\ud800"]}`, String.raw`{"\udfff":1}`, String.raw`{"a":"\\u0000"}`],
];
const ODD_WORDS = ['a', '__proto__', '%00'];

/** What nobody should ask for, as it stands in a URL. */
export const ODD_TEXTS: readonly string[] = [
  ...['%00', 'a%00b', '%ED%A0%80', '__proto__', LONG, encodeURIComponent(`'"\\;--%*,`), '%20', ',', '%E2%80%AE', '😀'],
];

/** What a member of a body should not be, or a whole body, as JSON. */
export const ODD_JSON: readonly string[] = [
  ...['0', '-1', '0.5', '1e20', '1e400', 'true', 'null', '""', `"${LONG}"`, '"1"', '[]', '[[1]]', '{"a":1}'],
  ...[String.raw`"\u0000"`, String.raw`"\ud800"`, String.raw`{"\udfff":1}`, '{"toString":1}', DEEP],
];

/** Odd queries for a parameter that the OpenAPI document describes so. */
export function oddQueriesOf(name: string, schema: { type?: string; enum?: unknown }): OddQuery[] {
  return [...oddTextsOf(name, schema).map((text) => (each: string) => `${each}=${text}`), ...ODD_QUERIES];
}

function oddTextsOf(name: string, { type, enum: words }: { type?: string; enum?: unknown }): readonly string[] {
  if (type === 'integer' || type === 'number') return ODD_NUMBERS;
  if (words !== undefined) return ODD_WORDS;
  if (name.endsWith('Date')) return [...ODD_DATES, ...ODD_WORDS];
  if (name === 'timeZone') return [...ODD_ZONES, ...ODD_WORDS];
  return name === 'metadata' ? ODD_OBJECTS : ODD_TEXTS;
}
