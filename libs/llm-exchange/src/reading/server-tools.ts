import type { LlmUsageDetails } from '../call/usage-details.js';
import { count, object, sum, type Json } from './json-reading.js';

/** What a `usage` says of tools that the provider ran itself: Anthropic's and OpenRouter's count of requests, xAI's, Perplexity's. */
export function readServerTools(usage: Json): LlmUsageDetails {
  const requests = object(usage['server_tool_use'] ?? usage['server_tool_use_details']);
  const ofXai = object(usage['server_side_tool_usage_details']);
  return {
    webSearches:
      count(requests?.['web_search_requests'] ?? usage['num_search_queries']) ??
      sum(count(ofXai?.['web_search_calls']), count(ofXai?.['x_search_calls'])) ??
      undefined,
    fileSearches: count(ofXai?.['file_search_calls']) ?? undefined,
  };
}
