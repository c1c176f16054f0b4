const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** So much (0 to 1) of `width` characters, to an eighth of one; what is more than nothing is seen. */
export function bar(share: number, width: number): string {
  if (!(share > 0)) return ' '.repeat(width);
  const eighths = Math.max(1, Math.round(Math.min(share, 1) * width * 8));
  return ('█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!).padEnd(width);
}
