/** Characters of one piece: what a browser lays out in a moment, whatever it is. */
const PIECE = 8_192;

/** Cuts a text into pieces, between lines where it has some. Joined they are the text. */
export function linePieces(text: string, length = PIECE): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end =
      at + length >= text.length ? text.length : (lineEnd(text, at, at + length) ?? characterEnd(text, at + length));
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/**
 * Cuts markdown into pieces between its blocks: at blank lines outside of fences. A piece that is longer than `length` is one
 * block, and no markdown that anybody reads.
 */
export function blockPieces(text: string, length = PIECE): string[] {
  if (text.length <= length) return text === '' ? [] : [text];
  const pieces: string[] = [];
  let piece = '';
  for (const block of blocksOf(text)) {
    if (piece !== '' && piece.length + block.length > length) {
      pieces.push(piece);
      piece = '';
    }
    piece += block;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const INDENTED = /^(\s|$)/;

/** Blocks with the blank lines after them. */
function* blocksOf(text: string): Generator<string> {
  let block = '';
  let fence: string | undefined;
  let isAfterBlank = false;
  for (const [line] of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    // What is indented after a blank line belongs to the list item above it.
    if (isAfterBlank && fence === undefined && !INDENTED.test(line)) {
      yield block;
      block = '';
    }
    block += line;
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length) fence = undefined;
    isAfterBlank = line.trim() === '';
  }
  if (block !== '') yield block;
}

function lineEnd(text: string, from: number, to: number): number | undefined {
  const end = text.lastIndexOf('\n', to - 1) + 1;
  return end > from ? end : undefined;
}

/** Not between the halves of a character. */
function characterEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}
