import { useMemo } from 'react';
import { segmentsOf, type Segment } from './segments.js';
import styles from './texts.module.css';

/** A stored text on one run of lines: what the log took out or cut is marked, and nothing in it is hidden or turned around. */
export function StoredText({ text }: { text: string }) {
  const segments = useMemo(() => segmentsOf(text), [text]);
  return segments.map((segment, index) => <Stretch key={index} segment={segment} />);
}

function Stretch({ segment }: { segment: Segment }) {
  switch (segment.kind) {
    case 'text':
      return segment.text;
    case 'redacted':
      return (
        <span className={styles['redacted']} title={`Taken out before it was stored, by the rule ${segment.rule}`}>
          {`[redacted:${segment.rule}]`}
        </span>
      );
    case 'cut':
      return (
        <span className={styles['cut']} title="Cut before it was stored">
          {segment.text}
        </span>
      );
    case 'media':
      return <span className={styles['media']}>{segment.text.slice(1, -1)}</span>;
    case 'invisible':
      return (
        <span className={styles['invisible']} title={segment.title}>
          {segment.name}
        </span>
      );
  }
}
