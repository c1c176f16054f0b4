import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { useMasked } from '../../api/queries.js';
import { Masked } from '../../components/masked.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { UNKNOWN } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import styles from './compare.module.css';
import { MEMBERS, TEXTS } from './compared-members.js';
import { Change } from './side-by-side.js';
import { TextDiff } from './text-diff.js';

/** Two calls: what differs, with equal things folded. */
export function CallDifferences({ a, b }: { a: Call; b: Call }) {
  const isMasked = useMasked();
  const rows = MEMBERS.map((member) => ({ ...member, before: member.text(a) ?? '', after: member.text(b) ?? '' }));
  const known = rows.filter(({ before, after }) => before !== '' || after !== '');
  const equal = known.filter(({ before, after }) => before === after);
  const different = known.filter(({ before, after }) => before !== after);
  const texts = TEXTS.map(({ label, of }) => ({ label, before: of(a) ?? '', after: of(b) ?? '' }));
  return (
    <div className={styles['parts']}>
      <Panel title="Figures and names">
        <table className={styles['table']} role="table">
          <caption className="visually-hidden">Differences between the calls</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Field
              </th>
              <Head name="First" call={a} />
              <Head name="Second" call={b} />
              <th role="columnheader" scope="col">
                Change
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {different.map(({ label, before, after, figure }) => (
              <tr key={label} role="row">
                <th role="rowheader" scope="row">
                  {label}
                </th>
                <td role="cell">{shown(before)}</td>
                <td role="cell">{shown(after)}</td>
                <td role="cell">{figure && <Change before={figure(a)} now={figure(b)} better="lower" />}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {equal.length > 0 && (
          <details className={styles['same']}>
            <summary>{equal.length} equal fields</summary>
            <ul>
              {equal.map(({ label, before }) => (
                <li key={label}>
                  {label}: {shown(before)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </Panel>
      {isMasked && <Masked>You see in what figures and names differ.</Masked>}
      {!isMasked &&
        texts
          .filter(({ before, after }) => before !== '' || after !== '')
          .map((text) => <Text key={text.label} {...text} />)}
    </div>
  );
}

function Head({ name, call }: { name: string; call: Call }) {
  return (
    <th role="columnheader" scope="col">
      <Link href={`/calls/${call.id}`}>
        {name}: <Time at={call.startedAt} />
      </Link>
    </th>
  );
}

function Text({ label, before, after }: { label: string; before: string; after: string }) {
  return (
    <Panel title={label} note={before === after ? 'Equal in both' : undefined}>
      <TextDiff before={before} after={after} />
    </Panel>
  );
}

function shown(text: string): ReactNode {
  return text === '' ? UNKNOWN : <bdi>{visibleText(text)}</bdi>;
}
