import { isObject, list, text } from '../reading/json-reading.js';
import type { ParsedLlmExchange } from './parse-llm-exchange.js';

/** Tokens of a text. */
export type CountTokens = (text: string) => number;

/** Characters of one text that are counted; of a longer one the rest is taken to be like its beginning. */
const MAX_COUNTED = 20_000;
/** Tokens that stand around each message of a chat. */
const TOKENS_PER_MESSAGE = 4;

/** Tokens that were counted here; those that the provider reported are left out. */
export interface EstimatedUsage {
  readonly promptTokens?: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

/**
 * About how many tokens a streamed exchange took whose provider did not report tokens, or had reported only the prompt's when the stream broke off. Null
 * where nothing was answered, or the provider reported the answer's tokens.
 */
export function estimatedUsage(exchange: ParsedLlmExchange, count: CountTokens): EstimatedUsage | null {
  const { promptTokens: known, completionTokens: answeredTokens, response, toolCalls } = exchange;
  if (answeredTokens !== null || (response === null && toolCalls === null)) return null;
  const answered = (response ?? '') + (toolCalls === null ? '' : JSON.stringify(toolCalls));
  const completionTokens = estimated(answered, count);
  if (known !== null) return { completionTokens, totalTokens: known + completionTokens };
  const promptTokens = estimatedPrompt(exchange, count);
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

function estimatedPrompt(exchange: ParsedLlmExchange, count: CountTokens): number {
  const asked = [exchange.systemPrompt, ...askedTexts(exchange)].filter((part) => part !== null);
  return asked.reduce((sum, part) => sum + estimated(part, count) + TOKENS_PER_MESSAGE, 0);
}

/** All turns where there were several, otherwise the prompt; tools too. */
function askedTexts({ prompt, requestParameters }: ParsedLlmExchange): (string | null)[] {
  const { messages, contents, input, tools } = requestParameters ?? {};
  const turns = [messages, contents, input].flatMap(list).filter(isObject);
  const spoken = turns.filter((turn) => !/^(system|developer)$/i.test(text(turn['role']) ?? ''));
  const said = spoken.map((turn) => {
    const content = turn['content'] ?? turn['parts'];
    return text(content) ?? JSON.stringify(content ?? turn);
  });
  return [...(said.length === 0 ? [prompt] : said), tools === undefined ? null : JSON.stringify(tools)];
}

function estimated(whole: string, count: CountTokens): number {
  if (whole.length <= MAX_COUNTED) return count(whole);
  return Math.round((count(whole.slice(0, MAX_COUNTED)) * whole.length) / MAX_COUNTED);
}
