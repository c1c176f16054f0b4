import type { LlmToolCall } from '../call/call-record.js';
import { detailsOf, type LlmUsageDetails } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { joined, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { readOpenAiUsage } from './openai-usage.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { readServiceTier } from '../reading/service-tier.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/object */
export function readOpenAiResponse(value: Json): LlmResultReading | null {
  if (value['object'] !== 'response' && value['object'] !== 'response.compaction') return null;
  const output = objects(value['output']);
  const toolCalls = output.filter(isToolCall).map(toolCallOf);
  const usage = readOpenAiUsage(object(value['usage']));
  return readingOf({
    ...usage,
    usageDetails: detailsOf({ ...searchesIn(output), ...usage.usageDetails }),
    serviceTier: readServiceTier(value['service_tier']),
    model: text(value['model']),
    response: joined(output.filter(({ type }) => type !== 'reasoning').flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(object(value['incomplete_details'])?.['reason']) ?? text(value['status']),
  });
}

function textsOf({ content }: Json): (string | null)[] {
  return objects(content).map((part) => text(part['text'] ?? part['refusal']));
}

/** Searches of OpenAI's own, as it bills them: to open what was found is free. */
function searchesIn(output: readonly Json[]): LlmUsageDetails {
  const isSearch = (item: Json): boolean => {
    const action = text(object(item['action'])?.['type']);
    return item['type'] === 'web_search_call' && (action === null || action === 'search');
  };
  return {
    webSearches: output.filter(isSearch).length,
    fileSearches: output.filter(({ type }) => type === 'file_search_call').length,
  };
}

/** Calls of the application's tools; those of OpenAI's own it makes itself. */
function isToolCall({ type }: Json): boolean {
  return type === 'function_call' || type === 'custom_tool_call' || OWN_KINDS.has(type);
}

/** Calls of what the application does for a model without having named a tool: run this, change that file, click there. */
const OWN_KINDS: ReadonlySet<unknown> = new Set([
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
]);

function toolCallOf(item: Json): LlmToolCall {
  const id = text(item['call_id']) ?? undefined;
  if (OWN_KINDS.has(item['type']))
    return {
      id,
      name: String(item['type']).replace(/_call$/, ''),
      arguments: item['action'] ?? item['actions'] ?? item['operation'] ?? {},
    };
  return {
    id,
    name: text(item['name']) ?? '',
    arguments: item['type'] === 'custom_tool_call' ? item['input'] : parsedOrText(item['arguments']),
  };
}

const TEXT_DELTA = /^response\.(output_text|refusal)\.delta$/;
const ARGUMENTS_DELTA = /^response\.(function_call_arguments|custom_tool_call_input)\.delta$/;
/** States of a response that is not over: no reason why it ended. */
const UNFINISHED = /^(queued|in_progress)$/;

/** Events of a streamed response: the last one holds the whole; one cut short has its text deltas and begun tool calls. */
export class OpenAiResponseStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, { item: Json; given: BoundedText }>();
  readonly #maxLength: number;
  #response: Json | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return typeof event['type'] === 'string' && event['type'].startsWith('response.');
  }

  push(event: Json): boolean {
    const response = object(event['response']);
    if (response !== undefined)
      this.#response = { ...response, usage: said(response['usage']) ?? this.#response?.['usage'] };
    const type = text(event['type']) ?? '';
    const delta = text(event['delta']);
    const item = object(event['item']);
    if (item !== undefined && isToolCall(item)) this.#keepCall(event['output_index'], item);
    if (delta === null) return false;
    if (TEXT_DELTA.test(type)) this.#text.append(delta);
    if (ARGUMENTS_DELTA.test(type)) this.#calls.get(event['output_index'])?.given.append(delta);
    return type.endsWith('.delta');
  }

  result(): LlmResultReading {
    const read = this.#response && readOpenAiResponse({ object: 'response', ...this.#response });
    const reading = read ?? readingOf({});
    return {
      ...reading,
      response: reading.response ?? this.#text.value,
      toolCalls: reading.toolCalls ?? this.#begunCalls(),
      finishReason: UNFINISHED.test(reading.finishReason ?? '') ? null : reading.finishReason,
    };
  }

  /** An item comes when it begins, and again when it is whole. */
  #keepCall(index: unknown, item: Json): void {
    const given = this.#calls.get(index)?.given ?? new BoundedText(this.#maxLength);
    this.#calls.set(index, { item, given });
  }

  #begunCalls(): LlmToolCall[] | null {
    const calls = [...this.#calls.values()].map(({ item, given }) => {
      const whole = item['arguments'] || item['input'] || given.value;
      return toolCallOf({ ...item, arguments: whole, input: whole });
    });
    return calls.length === 0 ? null : calls;
  }
}

/** An empty usage takes nothing away. */
function said(usage: unknown): Json | undefined {
  const known = object(usage);
  return known !== undefined && Object.keys(known).length > 0 ? known : undefined;
}
