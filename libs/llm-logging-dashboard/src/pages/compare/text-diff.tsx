import { useMemo } from 'react';
import { count } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import styles from './text-diff.module.css';
import { wordDiff, type DiffPart } from './word-diff.js';

/** A stretch of equal words of which only the ends are shown. */
const LONG = 400;
const END = 120;

/** Two texts as one: removed words struck out, added ones underlined, long equal stretches folded. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => wordDiff(before, after), [before, after]);
  return (
    <div className={styles['text']} role="group" aria-label="Words" tabIndex={0}>
      <p>
        {parts.map((part, place) => (
          <Part key={place} part={part} isFirst={place === 0} isLast={place === parts.length - 1} />
        ))}
      </p>
    </div>
  );
}

function Part({ part: { kind, text }, isFirst, isLast }: { part: DiffPart; isFirst: boolean; isLast: boolean }) {
  if (kind === 'removed')
    return (
      <del className={styles['removed']}>
        <span className="visually-hidden">removed: </span>
        {visibleText(text)}
      </del>
    );
  if (kind === 'added')
    return (
      <ins className={styles['added']}>
        <span className="visually-hidden">added: </span>
        {visibleText(text)}
      </ins>
    );
  if (text.length <= LONG) return <span>{visibleText(text)}</span>;
  const [head, tail] = [isFirst ? '' : text.slice(0, END), isLast ? '' : text.slice(-END)];
  return (
    <span>
      {visibleText(head)}
      <span className={styles['folded']}> … {count(text.length - head.length - tail.length)} equal characters … </span>
      {visibleText(tail)}
    </span>
  );
}
