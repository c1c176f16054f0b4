import type { LlmApi } from '../apis/api.js';
import { APIS } from '../apis/apis.js';
import { isObject, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { bodyOfInvokedModel } from './aws-sdk.js';
import { readLangChainMessage } from './langchain.js';
import { readVercelResult } from './vercel-ai.js';

type Reader = (value: Json) => LlmResultReading | null;

/** What providers send. Each gives null for what is not an answer of its API. */
const WIRE_READERS: readonly Reader[] = APIS.flatMap(({ readAnswer }) => readAnswer ?? []);

/** What libraries make of it. */
const READERS: readonly Reader[] = [
  ...APIS.flatMap(({ readAnswer, isVague }) => (isVague ? [] : (readAnswer ?? []))),
  readLangChainMessage,
  readVercelResult,
];

/**
 * Reads an answer as SDKs return it: OpenAI (and what speaks its language), Anthropic, Gemini, Ollama, LangChain, Vercel AI SDK, AWS SDK. A text
 * is an answer too. Null for anything else. Never throws.
 */
export function readLlmResult(value: unknown): LlmResultReading | null {
  if (typeof value === 'string') return readingOf({ response: value });
  if (!isObject(value)) return null;
  const body = bodyOfInvokedModel(value);
  return body === undefined ? readBy(READERS, value) : readWireAnswer(body);
}

/**
 * Reads a body as a provider sends it; null for anything else. Never throws.
 * @param asked the API at whose address it was asked for: it reads the body before others that know such a body too.
 */
export function readWireAnswer(body: Json, asked?: LlmApi): LlmResultReading | null {
  return readAsAsked(body, asked) ?? readBy(WIRE_READERS, body);
}

function readAsAsked(body: Json, asked: LlmApi | undefined): LlmResultReading | null {
  if (asked?.readAnswer === undefined) return null;
  return tryRead(asked.readAnswer, asked.marks === undefined ? body : { ...asked.marks, ...body });
}

function readBy(readers: readonly Reader[], value: Json): LlmResultReading | null {
  for (const read of readers) {
    const reading = tryRead(read, value);
    if (reading !== null) return reading;
  }
  return null;
}

/** The value is the application's: its getters may throw. */
function tryRead(read: Reader, value: Json): LlmResultReading | null {
  try {
    return read(value);
  } catch {
    return null;
  }
}
