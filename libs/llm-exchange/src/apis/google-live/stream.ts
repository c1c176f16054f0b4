import { readGoogleUsage } from '../google-generate-content/usage.js';
import type { LlmToolCall } from '../../call/call-record.js';
import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, objects, text } from '../../reading/json-reading.js';
import { addUsage, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';

/**
 * Messages of one turn of Gemini Live: https://ai.google.dev/api/live. A turn with calls of tools is generated, and counted, in several
 * parts. What is spoken is read as its transcript, where one is asked for.
 */
class GoogleLiveStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #toolCalls: LlmToolCall[] = [];
  #usage: Partial<LlmResultReading> = {};
  #finishReason: string | null = null;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  push(message: Json): boolean {
    const content = object(message['serverContent']);
    const parts = objects(object(content?.['modelTurn'])?.['parts']);
    const calls = objects(object(message['toolCall'])?.['functionCalls']);
    for (const part of parts) if (part['thought'] !== true) this.#append(part['text']);
    this.#append(object(content?.['outputTranscription'])?.['text']);
    this.#toolCalls.push(...calls.map(toolCallOf));
    this.#usage = addUsage(this.#usage, readGoogleUsage(object(message['usageMetadata'])));
    this.#finishReason = reasonIn(content) ?? this.#finishReason;
    return parts.length + calls.length > 0;
  }

  result(): LlmResultReading {
    return readingOf({
      ...this.#usage,
      response: this.#text.value,
      toolCalls: this.#toolCalls.length === 0 ? null : this.#toolCalls,
      finishReason: this.#finishReason,
    });
  }

  #append(said: unknown): void {
    const piece = text(said);
    if (piece) this.#text.append(piece);
  }
}

function isOfLive({ toolCall, usageMetadata }: Json): boolean {
  return (
    objects(object(toolCall)?.['functionCalls']).length > 0 || 'responseTokenCount' in (object(usageMetadata) ?? {})
  );
}

/** An interrupted turn is complete afterwards, and says so too. */
function reasonIn(content: Json | undefined): string | null {
  if (content?.['interrupted'] === true) return 'interrupted';
  const reason = text(content?.['turnCompleteReason']);
  return reason ?? (content?.['generationComplete'] === true ? 'generation_complete' : null);
}

function toolCallOf(call: Json): LlmToolCall {
  return { id: text(call['id']) ?? undefined, name: text(call['name']) ?? '', arguments: call['args'] ?? {} };
}

function recognises(message: Json): boolean {
  return object(message['serverContent']) !== undefined || isOfLive(message);
}

/** How its streams are read. */
export const googleLiveStream: LlmApiStream = {
  recognises,
  begin: (maxLength) => new GoogleLiveStream(maxLength),
};
