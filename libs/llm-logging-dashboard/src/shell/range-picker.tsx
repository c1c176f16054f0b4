import { useState } from 'react';
import { Choice } from '../components/choice.js';
import { Dialog } from '../components/dialog.js';
import { localTime } from '../format/times.js';
import { useView } from '../view/use-view.js';
import type { Range } from '../view/view.js';
import styles from './range-picker.module.css';

const PRESETS: Readonly<Record<string, Range>> = {
  '1 h': { hours: 1 },
  '24 h': { days: 1 },
  '7 d': { days: 7 },
  '30 d': { days: 30 },
  '90 d': { days: 90 },
};
const CUSTOM = 'custom';

/** The time looked at: one of a few, or from one moment to another. */
export function RangePicker() {
  const { view, change } = useView();
  const [picks, setPicks] = useState(false);
  const preset = Object.keys(PRESETS).find((name) => JSON.stringify(PRESETS[name]) === JSON.stringify(view.range));
  const options = [
    ...Object.keys(PRESETS).map((name) => ({ value: name, label: name })),
    { value: CUSTOM, label: preset === undefined ? labelOf(view.range) : 'Custom' },
  ];
  const choose = (name: string): void => {
    if (name === CUSTOM) setPicks(true);
    else change({ range: PRESETS[name]! });
  };
  return (
    <>
      <Choice label="Time" options={options} value={preset ?? CUSTOM} onChange={choose} />
      {picks && (
        <CustomRange
          range={view.range}
          onPick={(range) => {
            setPicks(false);
            change({ range });
          }}
          onClose={() => setPicks(false)}
        />
      )}
    </>
  );
}

interface CustomRangeProps {
  range: Range;
  onPick: (range: Range) => void;
  onClose: () => void;
}

function CustomRange({ range, onPick, onClose }: CustomRangeProps) {
  const dates = 'startDate' in range ? range : undefined;
  const [from, setFrom] = useState(() => fieldOf(dates?.startDate));
  const [until, setUntil] = useState(() => fieldOf(dates?.endDate));
  const isBackward = until !== '' && until <= from;
  return (
    <Dialog title="Time" onClose={onClose}>
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
          {isBackward ? 'The end must be later than the start.' : `Local time (${zone}). Without an end: until now.`}
        </p>
        <button type="submit">Show</button>
      </form>
    </Dialog>
  );
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function labelOf(range: Range): string {
  if ('hours' in range) return `${range.hours} h`;
  if ('days' in range) return `${range.days} d`;
  return `${localTime(range.startDate)} – ${range.endDate === undefined ? 'now' : localTime(range.endDate)}`;
}

/** What the field shows: local time without a zone. */
function fieldOf(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function isoOf(field: string): string {
  return new Date(field).toISOString();
}
