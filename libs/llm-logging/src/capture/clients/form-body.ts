import type { Json } from 'llm-exchange/reading';

const BOUNDARY = /^multipart\/form-data;.*?boundary="?([^";]+)"?/i;
const MAX_FIELD_CHARACTERS = 64 * 1024;

/** The fields of a form as it is sent, files described: how transcriptions and image edits are asked for. */
export function readFormBody(body: Buffer, contentType: string | null): Json | undefined {
  const boundary = BOUNDARY.exec(contentType ?? '')?.[1];
  if (boundary === undefined) return undefined;
  const fields: Json = {};
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    addField(fields, body.subarray(at + mark.length, next));
    at = next;
  }
  return fields;
}

function addField(fields: Json, part: Buffer): void {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) return;
  const head = part.toString('utf8', 0, end);
  const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return;
  const file = /;\s*filename="([^"]*)"/i.exec(head)?.[1];
  const type = /^content-type:\s*(\S+)/im.exec(head)?.[1];
  // The line break before the next boundary belongs to neither.
  const bytes = Math.max(part.length - end - 6, 0);
  fields[name] =
    file === undefined
      ? part.toString('utf8', end + 4, end + 4 + Math.min(bytes, MAX_FIELD_CHARACTERS))
      : `[${type ?? 'file'} ${file}, ${bytes} bytes]`;
}
