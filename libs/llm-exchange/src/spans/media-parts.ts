import { isObject, text, type Json } from '../reading/json-reading.js';

/** Parts of a message whose `content` is a file as base64. */
const FILES: ReadonlySet<unknown> = new Set(['blob', 'binary', 'file']);

/** A message in which files stand as providers write them: OpenTelemetry's `blob` and `uri`, Pydantic AI's `binary` and `image-url`. */
export function withMediaParts(message: Json): Json {
  for (const name of ['parts', 'content'] as const) {
    const parts = message[name];
    if (Array.isArray(parts) && parts.some(hasMedia)) return { ...message, [name]: parts.map(mediaPart) };
  }
  return message;
}

function hasMedia(part: unknown): boolean {
  return mediaPart(part) !== part;
}

function mediaPart(part: unknown): unknown {
  if (!isObject(part)) return part;
  const { type, content, ...rest } = part;
  const kind = text(part['mime_type']) ?? text(part['media_type']) ?? text(part['modality']) ?? 'file';
  if (typeof content === 'string' && FILES.has(type)) return { type, ...rest, file: { data: content, format: kind } };
  const address = text(part['uri']) ?? (/-url$/.test(String(type)) ? text(part['url']) : null);
  return address === null ? part : { type, file: { uri: address } };
}
