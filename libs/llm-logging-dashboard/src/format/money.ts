/** Below $1 a sum has so many digits that say something, as far as places reach. */
const DIGITS = 3;
const MOST_PLACES = 6;
const SMALLEST = 10 ** -MOST_PLACES;

const formats = new Map<number, Intl.NumberFormat>();

/** USD with as many places as its size needs: `$1,234.56`, `$0.356`, `$0.0123`. */
export function money(value: number | null | undefined): string {
  return value == null ? '–' : moneyWith(placesFor(value), value);
}

/** As wide as a digit. */
const BLANK = '\u2007';

/**
 * Formats a column of sums so that their points stand below each other: from $1 on cents, below it as many places as the smallest needs.
 */
export function moneyColumn(
  values: readonly (number | null | undefined)[],
): (value: number | null | undefined) => string {
  const places = Math.max(2, ...values.map((value) => (value == null ? 2 : placesFor(value))));
  return (value) => {
    if (value == null) return '–';
    const hasCents = value === 0 || Math.abs(value) >= 1;
    return hasCents ? moneyWith(2, value) + BLANK.repeat(places - 2) : moneyWith(places, value);
  };
}

/** What is there is not rounded to nothing. */
function moneyWith(places: number, value: number): string {
  const size = Math.abs(value);
  return size > 0 && size < SMALLEST ? `< ${formatOf(MOST_PLACES).format(SMALLEST)}` : formatOf(places).format(value);
}

function placesFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 1) return 2;
  const places = DIGITS - 1 - Math.floor(Math.log10(size));
  const needed = Math.min(Math.max(places, 2), MOST_PLACES);
  // Two places as everywhere, where more would be zeros.
  return Number(size.toFixed(2)) === Number(size.toFixed(needed)) ? 2 : needed;
}

function formatOf(places: number): Intl.NumberFormat {
  const known = formats.get(places);
  if (known !== undefined) return known;
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const made = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', ...digits });
  formats.set(places, made);
  return made;
}
