import { useState, type ReactNode } from 'react';
import { count } from '../format/numbers.js';
import { excerptOf } from './json-excerpt.js';
import { isObject } from 'llm-exchange/reading';
import { RawText } from './long-text.js';
import { StoredText } from './stored-text.js';
import styles from './json-view.module.css';

/** Members shown of one object or list before the rest is asked for. */
const MEMBERS = 100;
/** Characters shown of a text within JSON. */
const CHARACTERS = 600;

/** Any JSON as a tree that opens and closes. */
export function JsonView({ value, openDepth = 2 }: { value: unknown; openDepth?: number }) {
  return (
    <div className={styles['json']} dir="ltr">
      <Value value={value} open={openDepth} />
    </div>
  );
}

interface ValueProps {
  value: unknown;
  name?: string;
  /** Levels that are open at first. */
  open: number;
}

function Value({ value, name, open }: ValueProps) {
  if (Array.isArray(value))
    return <Branch name={name} members={value.map((item) => [undefined, item])} brackets="[]" open={open} />;
  if (isObject(value)) return <Branch name={name} members={Object.entries(value)} brackets="{}" open={open} />;
  return (
    <div className={styles['leaf']}>
      <Name name={name} />
      <Scalar value={value} />
    </div>
  );
}

interface BranchProps {
  name: string | undefined;
  members: (readonly [name: string | undefined, value: unknown])[];
  brackets: '[]' | '{}';
  open: number;
}

function Branch({ name, members, brackets, open }: BranchProps) {
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(MEMBERS);
  const [begin, end] = brackets;
  if (members.length === 0)
    return (
      <div className={styles['leaf']}>
        <Name name={name} />
        {brackets}
      </div>
    );
  return (
    <div>
      <button className={styles['toggle']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true" className={styles['arrow']}>
          ▸
        </span>
        <Name name={name} />
        {isOpen ? begin : <Folded brackets={brackets} members={members} />}
      </button>
      {isOpen && (
        <div className={styles['members']}>
          {members.slice(0, shown).map(([member, value], index) => (
            <Value key={member ?? index} name={member} value={value} open={open - 1} />
          ))}
          {members.length > shown && (
            <button className={styles['more']} onClick={() => setShown(shown + 10 * MEMBERS)}>
              {count(members.length - shown)} more
            </button>
          )}
        </div>
      )}
      {isOpen && <div className={styles['leaf']}>{end}</div>}
    </div>
  );
}

function Folded({ brackets: [begin, end], members }: Pick<BranchProps, 'brackets' | 'members'>) {
  return (
    <>
      {begin} <span className={styles['quiet']}>{excerptOf(members)}</span> {end}
    </>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <span className={styles['name']}>
        <StoredText text={name} />
      </span>
      {': '}
    </>
  );
}

function Scalar({ value }: { value: unknown }): ReactNode {
  if (typeof value === 'string') return <Text text={value} />;
  return <span className={styles[value === null ? 'quiet' : 'number']}>{String(value)}</span>;
}

function Text({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole) return <RawText text={text} />;
  if (text.length <= CHARACTERS) return <Quoted text={text} />;
  return (
    <>
      <Quoted text={`${text.slice(0, CHARACTERS)}…`} />
      <button className={styles['more']} onClick={() => setWhole(true)}>
        Show all {count(text.length)} characters
      </button>
    </>
  );
}

function Quoted({ text }: { text: string }) {
  return (
    <span className={styles['text']}>
      <span className={styles['quiet']}>&quot;</span>
      <StoredText text={text} />
      <span className={styles['quiet']}>&quot;</span>
    </span>
  );
}
