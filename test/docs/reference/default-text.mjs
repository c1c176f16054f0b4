const KIB = 1024;
const SIZES = [
  [KIB ** 3, 'GiB'],
  [KIB ** 2, 'MiB'],
  [KIB, 'KiB'],
];

/** The default of an option as people write it; undefined where it has none, or where that depends on something else. */
export function defaultText({ fallback, unit }) {
  if (fallback === undefined) return undefined;
  if (typeof fallback === 'string') return `\`${fallback}\``;
  if (typeof fallback !== 'number') return `\`${JSON.stringify(fallback)}\``;
  if (unit === 'bytes') return bytesText(fallback);
  return [fallback.toLocaleString('en'), unit].filter((part) => part !== undefined).join(' ');
}

function bytesText(bytes) {
  const [size, name] = SIZES.find(([each]) => bytes >= each) ?? [1, 'bytes'];
  return `${bytes / size} ${name}`;
}
