/**
 * Cuts a text that takes more than `maxBytes` of UTF-8: its head and its tail stay, and a mark between them says how much is
 * missing. A text within the limit comes back as it is.
 */
export function truncateText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  const mark = `\n… [${bytes - maxBytes} of ${bytes} bytes cut] …\n`;
  const kept = Math.max(maxBytes - Buffer.byteLength(mark), 0);
  const head = headOf(text, Math.ceil(kept / 2));
  const tail = tailOf(text, Math.floor(kept / 2));
  return `${head}${mark}${tail}`;
}

/** The longest beginning within so many bytes, whole characters only. */
function headOf(text: string, maxBytes: number): string {
  const buffer = Buffer.from(text.slice(0, maxBytes));
  let end = Math.min(maxBytes, buffer.length);
  while (end > 0 && isContinuation(buffer[end])) end -= 1;
  return buffer.toString('utf8', 0, end);
}

function tailOf(text: string, maxBytes: number): string {
  const buffer = Buffer.from(text.slice(Math.max(text.length - maxBytes, 0)));
  let begin = Math.max(buffer.length - maxBytes, 0);
  while (begin < buffer.length && isContinuation(buffer[begin])) begin += 1;
  return buffer.toString('utf8', begin);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
