import { count, type Json, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/**
 * `InvokeModel` of models that have an answer of their own shape: Llama, Titan and its embeddings, Mistral's and Cohere's older
 * ones, Claude before Messages. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export function readInvokedModel(value: Json): LlmResultReading | null {
  const said = readLlama(value) ?? readTitan(value) ?? readPlainText(value);
  return said && readingOf(said);
}

type Said = Partial<LlmResultReading> | null;

function readLlama(value: Json): Said {
  if (typeof value['generation'] !== 'string' && !('generation_token_count' in value)) return null;
  return {
    provider: 'bedrock',
    promptTokens: count(value['prompt_token_count']),
    completionTokens: count(value['generation_token_count']),
    response: text(value['generation']),
    finishReason: text(value['stop_reason']),
  };
}

function readTitan(value: Json): Said {
  const promptTokens = count(value['inputTextTokenCount']);
  const [result = value] = objects(value['results']);
  const response = text(result['outputText']);
  if (response === null)
    return promptTokens === null ? null : { provider: 'bedrock', promptTokens, totalTokens: promptTokens };
  return {
    provider: 'bedrock',
    promptTokens,
    completionTokens: count(result['tokenCount'] ?? value['totalOutputTextTokenCount']),
    response,
    finishReason: text(result['completionReason']),
  };
}

/** Mistral's `outputs`, Cohere's `generations`, Anthropic's `completion`: texts; only Cohere reports tokens. */
function readPlainText(value: Json): Said {
  const [answer = value] = objects(value['outputs'] ?? value['generations']);
  const response = answer === value ? text(value['completion']) : text(answer['text']);
  if (response === null) return null;
  const billed = object(object(value['meta'])?.['billed_units']);
  return {
    model: text(value['model']),
    promptTokens: count(billed?.['input_tokens']),
    completionTokens: count(billed?.['output_tokens']),
    response,
    finishReason: text(answer['stop_reason'] ?? answer['finish_reason']),
  };
}
