import { readOpenAiUsage } from '../openai-chat/usage.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Cloudflare's `ai/run`: https://developers.cloudflare.com/workers-ai */
export function readCloudflare(value: Json): LlmResultReading | null {
  const result = object(value['result']) ?? value;
  const response = text(result['response']);
  if (response === null || !('success' in value || 'usage' in result || 'p' in result || 'tool_calls' in result))
    return null;
  return readingOf({ ...readOpenAiUsage(object(result['usage'])), response });
}
