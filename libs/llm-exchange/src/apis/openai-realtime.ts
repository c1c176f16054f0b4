import type { LlmToolCall } from '../call/call-record.js';
import { BoundedText } from '../reading/bounded-text.js';
import { joined, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import { readOpenAiUsage } from './openai-usage.js';

/** A response of OpenAI Realtime: https://platform.openai.com/docs/api-reference/realtime-server-events/response/done */
export function readRealtimeResponse(value: Json): LlmResultReading | null {
  if (value['object'] !== 'realtime.response') return null;
  const output = objects(value['output']);
  const toolCalls = output.filter(({ type }) => type === 'function_call').map(toolCallOf);
  return readingOf({
    ...readOpenAiUsage(object(value['usage'])),
    model: text(value['model']),
    response: joined(output.flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(object(value['status_details'])?.['reason']) ?? text(value['status']),
  });
}

/** What is spoken is read as its transcript. */
function textsOf({ content }: Json): (string | null)[] {
  return objects(content).map((part) => text(part['text'] ?? part['transcript']));
}

function toolCallOf(item: Json): LlmToolCall {
  return {
    id: text(item['call_id']) ?? undefined,
    name: text(item['name']) ?? '',
    arguments: parsedOrText(item['arguments']),
  };
}

const SAID = /^response\.(output_)?(text|audio_transcript)\.delta$/;
const TRANSCRIBED = 'conversation.item.input_audio_transcription.';

/** Events of one response, or of the transcription of what the user said, which is billed apart. */
export class OpenAiRealtimeStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #response: Json | undefined;
  #transcribed: LlmResultReading | undefined;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    const isOfResponse = object(event['response'])?.['object'] === 'realtime.response';
    return isOfResponse || String(event['type']).startsWith(TRANSCRIBED);
  }

  push(event: Json): boolean {
    const type = String(event['type']);
    const response = object(event['response']);
    if (response !== undefined) this.#response = response;
    if (type === `${TRANSCRIBED}completed`)
      this.#transcribed = readingOf({
        ...readOpenAiUsage(object(event['usage'])),
        response: text(event['transcript']),
        finishReason: 'completed',
      });
    const delta = text(event['delta']);
    if (SAID.test(type) && delta !== null) this.#text.append(delta);
    return type.endsWith('.delta');
  }

  result(): LlmResultReading {
    if (this.#transcribed !== undefined) return this.#transcribed;
    const whole = this.#response && readRealtimeResponse({ ...this.#response, object: 'realtime.response' });
    const reading = whole ?? readingOf({});
    return {
      ...reading,
      response: reading.response ?? this.#text.value,
      finishReason: reading.finishReason === 'in_progress' ? null : reading.finishReason,
    };
  }
}
