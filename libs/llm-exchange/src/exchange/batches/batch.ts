import { count, isObject, object, objects, text, type Json } from '../../reading/json-reading.js';

/** A batch, as its provider describes it. */
export interface Batch {
  readonly id: string;
  /** In ms since 1970. */
  readonly createdAt: number;
  readonly model: string | null;
  /** Ids of the files that its results are in. */
  readonly files: readonly string[];
  /** Results that it has with it. */
  readonly results: readonly Json[];
}

/** The batches in an answer: one, or a list of them. */
export function batchesIn(body: Json): Batch[] {
  const listed = [body['data'], body['operations'], body['batches']].flatMap(objects);
  return [body, ...listed].map(batchOf).filter((batch) => batch !== null);
}

function batchOf(body: Json): Batch | null {
  const metadata = object(body['metadata']);
  const output = object(body['response']) ?? object(metadata?.['output']) ?? object(body['output']);
  const id = text(body['id']) ?? text(body['name']);
  const createdAt = timeIn(body['created_at'] ?? metadata?.['createTime'] ?? body['createTime']);
  const isBatch = body['object'] === 'batch' || body['type'] === 'message_batch' || id?.startsWith('batches/');
  if (!isBatch || id === null || createdAt === null) return null;
  const named = [body['output_file_id'], body['error_file_id'], body['output_file'], body['error_file']];
  const inline = output?.['inlinedResponses'];
  return {
    id,
    createdAt,
    model: modelOf(body['model'] ?? metadata?.['model']),
    files: [...named, output?.['responsesFile']].map(fileId).filter((file) => file !== null),
    results: objects(isObject(inline) ? inline['inlinedResponses'] : (inline ?? body['outputs'])),
  };
}

function modelOf(name: unknown): string | null {
  return text(name)?.replace(/^models\//, '') ?? null;
}

function fileId(name: unknown): string | null {
  return text(name)?.replace(/^files\//, '') ?? null;
}

/** OpenAI and Mistral count seconds, the others write dates. */
function timeIn(value: unknown): number | null {
  const seconds = count(value);
  if (seconds !== null) return seconds * 1_000;
  const ms = Date.parse(text(value) ?? '');
  return Number.isFinite(ms) ? ms : null;
}
