import { readAnthropicMessage } from './anthropic-messages.js';
import { readGoogleContent } from './google-generate-content.js';
import { isObject, type Json } from './json-reading.js';
import { readLangChainMessage } from './langchain.js';
import { readOllama } from './ollama.js';
import { readOpenAiChat } from './openai-chat.js';
import { readOpenAiEmbeddings } from './openai-embeddings.js';
import { readOpenAiResponse } from './openai-responses.js';
import { readingOf, type LlmResultReading } from './result-reading.js';
import { readVercelResult } from './vercel-ai.js';

/** Each gives null for what is not an answer of its API. */
const READERS: readonly ((value: Json) => LlmResultReading | null)[] = [
  readOpenAiChat,
  readOpenAiResponse,
  readAnthropicMessage,
  readGoogleContent,
  readOpenAiEmbeddings,
  readOllama,
  readLangChainMessage,
  readVercelResult,
];

/**
 * Reads an answer as SDKs return it: OpenAI (and what speaks its language), Anthropic, Gemini, Ollama, LangChain, Vercel AI SDK. A text
 * is an answer too. Null for anything else. Never throws.
 */
export function readLlmResult(value: unknown): LlmResultReading | null {
  if (typeof value === 'string') return readingOf({ response: value });
  if (!isObject(value)) return null;
  for (const read of READERS) {
    const reading = tryRead(read, value);
    if (reading !== null) return reading;
  }
  return null;
}

/** The value is the application's: its getters may throw. */
function tryRead(read: (value: Json) => LlmResultReading | null, value: Json): LlmResultReading | null {
  try {
    return read(value);
  } catch {
    return null;
  }
}
