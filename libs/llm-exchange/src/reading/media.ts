import { fromBase64, hexOf } from '../platform/bytes.js';
import { sha256 } from '../platform/sha256.js';
import { isObject, text, type Json } from './json-reading.js';

/** Members that hold files as base64, or as data URLs. */
const MEDIA: ReadonlySet<string> = new Set([
  'data',
  'bytes',
  'file_data',
  'b64_json',
  'image',
  'images',
  'image_url',
  'url',
  'audio',
  'inputImage',
]);
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)?[^,]{0,200},/;
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
const MAX_DEPTH = 64;

/**
 * A copy of a request in which images, audio and files are a short description with size and hash, such as
 * `[image/png, 5120 bytes, sha256 9f86d081884c7d65]`.
 */
export function withoutMedia(value: unknown): unknown {
  return replaced(value, '', undefined, 0);
}

function replaced(value: unknown, key: string, holder: Json | undefined, depth: number): unknown {
  if (typeof value === 'string') return MEDIA.has(key) ? described(value, holder) : value;
  if (depth > MAX_DEPTH) return '[Too deep]';
  if (value instanceof Uint8Array) return description(kindIn(holder), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, key, holder, depth + 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, replaced(item, name, value, depth + 1)]);
  return Object.fromEntries(entries) as Json;
}

function described(value: string, holder: Json | undefined): string {
  const url = DATA_URL.exec(value);
  if (url !== null) return description(url[1] ?? kindIn(holder), fromBase64(value.slice(url[0].length)));
  return BASE64.test(value) ? description(kindIn(holder), fromBase64(value)) : value;
}

function kindIn(holder: Json | undefined): string {
  const named = holder?.['media_type'] ?? holder?.['mimeType'] ?? holder?.['mime_type'] ?? holder?.['format'];
  return text(named) ?? 'file';
}

function description(kind: string, bytes: Uint8Array): string {
  return `[${kind}, ${bytes.byteLength} bytes, sha256 ${hexOf(sha256(bytes).subarray(0, 8))}]`;
}
