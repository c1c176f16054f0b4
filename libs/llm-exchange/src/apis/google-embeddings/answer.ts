import { count, type Json, list, object, objects, sum } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Gemini's embeddings, and Vertex's: https://ai.google.dev/api/embeddings */
export function readGoogleEmbeddings(value: Json): LlmResultReading | null {
  return readGemini(value) ?? readVertex(value);
}

function readGemini(value: Json): LlmResultReading | null {
  const isEmbedding =
    list(object(value['embedding'])?.['values']).length > 0 ||
    objects(value['embeddings']).some(({ values }) => Array.isArray(values));
  return isEmbedding ? counted(count(object(value['usageMetadata'])?.['promptTokenCount'])) : null;
}

/** Vertex counts the tokens of each text. */
function readVertex(value: Json): LlmResultReading | null {
  const embeddings = objects(value['predictions']).map(({ embeddings: made }) => object(made));
  if (embeddings[0] === undefined) return null;
  const counts = embeddings.map((made) => count(object(made?.['statistics'])?.['token_count']));
  return counted(counts.includes(null) ? null : sum(...counts));
}

function counted(promptTokens: number | null): LlmResultReading {
  return readingOf({ promptTokens, totalTokens: promptTokens });
}
