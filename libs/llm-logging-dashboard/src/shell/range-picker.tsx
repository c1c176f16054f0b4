import { useState } from 'react';
import { Choice } from '../components/choice.js';
import { CopyButton } from '../components/copy-button.js';
import { Dialog } from '../components/dialog.js';
import { localSpan } from '../format/times.js';
import { instantOf, wallClock } from '../view/calendar.js';
import { isOngoing, NAMED_RANGES, type NamedRange } from '../view/range.js';
import { useView } from '../view/use-view.js';
import { changedQuery, datesOf, type Range } from '../view/view.js';
import { reportingZone } from '../view/zone.js';
import styles from './range-picker.module.css';

const PRESETS: Readonly<Record<string, Range>> = {
  '1 h': { hours: 1 },
  '24 h': { hours: 24 },
  '7 d': { days: 7 },
  '30 d': { days: 30 },
  '90 d': { days: 90 },
};
const CUSTOM = 'custom';
const NAMES = Object.keys(NAMED_RANGES) as NamedRange[];

/** The time looked at, with its dates: one of a few, one by name, or from one moment to another. */
export function RangePicker() {
  const { view, change } = useView();
  const [picks, setPicks] = useState(false);
  const { range } = view;
  const preset = Object.keys(PRESETS).find((name) => JSON.stringify(PRESETS[name]) === JSON.stringify(range));
  const options = [
    ...Object.keys(PRESETS).map((name) => ({ value: name, label: name })),
    { value: CUSTOM, label: preset === undefined ? labelOf(range) : 'Custom' },
  ];
  const choose = (name: string): void => {
    if (name === CUSTOM) setPicks(true);
    else change({ range: PRESETS[name]! });
  };
  return (
    <>
      <Choice label="Time" options={options} value={preset ?? CUSTOM} onChange={choose} />
      <span className={styles['dates']}>
        {('range' in range || preset !== undefined) && `${datesText(range)} · `}
        <span title="Days begin, and times are, in this zone">{reportingZone()}</span>
      </span>
      {picks && (
        <RangeDialog
          range={range}
          onPick={(picked) => {
            setPicks(false);
            change({ range: picked });
          }}
          onClose={() => setPicks(false)}
        />
      )}
    </>
  );
}

interface RangeDialogProps {
  range: Range;
  onPick: (range: Range) => void;
  onClose: () => void;
}

function RangeDialog({ range, onPick, onClose }: RangeDialogProps) {
  return (
    <Dialog title="Time" onClose={onClose}>
      <div className={styles['named']} role="group" aria-label="By name">
        {NAMES.map((name) => (
          <button
            key={name}
            aria-pressed={'range' in range && range.range === name}
            onClick={() => onPick({ range: name })}
          >
            {NAMED_RANGES[name]}
          </button>
        ))}
      </div>
      <CustomRange range={range} onPick={onPick} />
      <p className={styles['link']}>
        A link to {datesText({ ...datesOf(range) })} that stays the same tomorrow:{' '}
        <CopyButton text={() => linkTo(range)} label="Copy link" />
      </p>
    </Dialog>
  );
}

function CustomRange({ range, onPick }: Omit<RangeDialogProps, 'onClose'>) {
  const dates = 'startDate' in range ? range : undefined;
  const [from, setFrom] = useState(() => fieldOf(dates?.startDate));
  const [until, setUntil] = useState(() => fieldOf(dates?.endDate));
  const isBackward = until !== '' && until <= from;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackward) onPick({ startDate: isoOf(from), endDate: until === '' ? undefined : isoOf(until) });
      }}
    >
      <label>
        From
        <input type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        Until before
        <input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
      </label>
      <p role={isBackward ? 'alert' : undefined}>
        {isBackward
          ? 'The end must be later than the start.'
          : `Times are of ${reportingZone()}. Without an end: until now.`}
      </p>
      <button type="submit">Show</button>
    </form>
  );
}

/** The page's address with the dates in place of a name. */
function linkTo(range: Range): string {
  const [page, query = ''] = location.hash.split('?');
  return `${location.href.split('#')[0]}${page || '#/'}?${changedQuery(query, { range: datesOf(range) })}`;
}

function labelOf(range: Range): string {
  if ('range' in range) return NAMED_RANGES[range.range];
  if ('hours' in range) return `${range.hours} h`;
  return 'days' in range ? `${range.days} d` : datesText(range);
}

function datesText(range: Range): string {
  const { startDate, endDate } = datesOf(range);
  return localSpan({ startDate, endDate: isOngoing(range) ? undefined : endDate });
}

/** What the field shows: time of the reporting zone. */
function fieldOf(iso: string | undefined): string {
  if (iso === undefined) return '';
  return new Date(wallClock(Date.parse(iso), reportingZone())).toISOString().slice(0, 16);
}

function isoOf(field: string): string {
  return new Date(instantOf(Date.parse(`${field}Z`), reportingZone())).toISOString();
}
