import type { CliHost } from '../command.js';

/** Colours; and what is shown in two columns of a terminal: CJK, full width and most emoji. */
const PIECES = /\p{Cc}\[[\d;]*m|\P{M}\p{M}*/gu;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}/u;
const RESET = '\u001b[0m';

/** Columns of the terminal that is written to; undefined where it is none, and nothing is cut. */
export function columnsOf({ stdout }: CliHost): number | undefined {
  return stdout.isTTY === true && stdout.columns !== undefined && stdout.columns > 0 ? stdout.columns : undefined;
}

/** A line cut to so many columns, with `…` where something is missing. Colours take none, and end with it. */
export function fit(line: string, columns: number | undefined): string {
  if (columns === undefined || 2 * line.length <= columns) return line;
  const pieces = line.match(PIECES) ?? [];
  let [shown, width, isCut] = ['', 0, false];
  let fitting = '';
  for (const piece of pieces) {
    width += columnsFor(piece);
    if (width > columns) {
      isCut = true;
      break;
    }
    shown += piece;
    if (width < columns) fitting = shown;
  }
  if (!isCut) return line;
  return `${fitting}…${line.includes('\u001b[') ? RESET : ''}`;
}

function columnsFor(piece: string): number {
  if (piece.startsWith('\u001b[')) return 0;
  return WIDE.test(piece) ? 2 : 1;
}
