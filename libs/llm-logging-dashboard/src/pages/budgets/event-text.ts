import type { EventPage } from '../../api/answers.js';
import { count, money, percent } from '../../format/numbers.js';

type ShownEvent = Pick<EventPage['items'][number], 'kind' | 'name' | 'subject' | 'value' | 'threshold'>;

/** An event as a sentence. */
export function eventText({ kind, name, subject, value, threshold }: ShownEvent): string {
  const whose = subject === null ? name : `${name}, ${subject}`;
  if (kind === 'resolved') return `${whose}: resolved`;
  if (kind === 'blocked') return `${whose}: calls refused at ${money(value)} of ${money(threshold)}`;
  if (kind === 'budget') return `${whose}: spent ${money(value)}, above ${money(threshold)}`;
  return `${whose}: ${plain(value)}, above ${plain(threshold)}`;
}

/** Of any metric: rates are below 1, all else are counts, USD or ms. */
function plain(value: number | null): string {
  if (value === null) return '–';
  if (value > 0 && value < 1) return percent(value);
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
}
