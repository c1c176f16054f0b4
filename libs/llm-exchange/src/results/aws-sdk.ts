import { isObject, object, text, type Json } from '../reading/json-reading.js';

/** Bodies longer than this are not parsed. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The answer of a model in what `InvokeModelCommand` of the AWS SDK gives: the body as bytes. */
export function bodyOfInvokedModel(value: Json): Json | undefined {
  if (object(value['$metadata']) === undefined) return undefined;
  return parsedBytes(value['body']);
}

/** The model's own event in one of `InvokeModelWithResponseStreamCommand`. */
export function eventOfInvokedModel(chunk: Json): Json | undefined {
  return parsedBytes(object(chunk['chunk'])?.['bytes']);
}

function parsedBytes(bytes: unknown): Json | undefined {
  if (!ArrayBuffer.isView(bytes) || bytes.byteLength > MAX_BODY_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes as Uint8Array));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What Bedrock counts of a streamed `InvokeModel`, in its last event. */
export function invocationMetrics(event: Json): Json | undefined {
  return object(event['amazon-bedrock-invocationMetrics']);
}

/** The event in what Mistral's SDK and Nest's server-sent messages give: `{ data: event }`. */
export function eventInMessage(chunk: Json): Json | undefined {
  return text(chunk['data']) === null ? object(chunk['data']) : undefined;
}
