import { memo, useMemo, type ComponentType } from 'react';
import { count } from '../format/numbers.js';
import { blockPieces, linePieces } from './pieces.js';
import { StoredText } from './stored-text.js';
import styles from './texts.module.css';
import { useGrowing } from './use-growing.js';

/** Pieces shown at once: about 16,000 characters. */
const FIRST = 2;

interface TextProps {
  text: string;
}

/** A text as it is stored, of any length: its beginning, and the rest when asked for. */
export function RawText({ text }: TextProps) {
  const pieces = useMemo(() => linePieces(text), [text]);
  return (
    <div className={styles['raw']} dir="auto">
      <Pieces text={text} pieces={pieces} piece={RawPiece} />
    </div>
  );
}

/** As {@link RawText}, with `piece` showing what lies between two blank lines. */
export function BlockText({ text, piece }: TextProps & { piece: ComponentType<TextProps> }) {
  const pieces = useMemo(() => blockPieces(text), [text]);
  return <Pieces text={text} pieces={pieces} piece={piece} />;
}

const RawPiece = memo(function RawPiece({ text }: TextProps) {
  return <StoredText text={text} />;
});

function Pieces({
  text,
  pieces,
  piece: Piece,
}: TextProps & { pieces: readonly string[]; piece: ComponentType<TextProps> }) {
  const { shown, isGrowing, showAll } = useGrowing(pieces.length, FIRST);
  const visible = pieces.slice(0, shown);
  return (
    <>
      {visible.map((piece, index) => (
        <div key={index} className={index < FIRST ? styles['piece'] : styles['later']}>
          <Piece text={piece} />
        </div>
      ))}
      {shown < pieces.length && (
        <button className={styles['more']} onClick={showAll} disabled={isGrowing}>
          {isGrowing ? 'Showing' : 'Show'} all {count(text.length)} characters
        </button>
      )}
    </>
  );
}
