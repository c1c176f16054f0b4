import type { LlmCallRecord } from '../call/call-record.js';

/** What a record takes besides its texts, about. */
const BASE_BYTES = 640;

/** Bytes that a record takes in memory, about: within a factor of two, and cheap to know. */
export function callSize(record: LlmCallRecord): number {
  return (
    BASE_BYTES +
    lengthOf(record.prompt) +
    lengthOf(record.systemPrompt) +
    lengthOf(record.response) +
    lengthOf(record.errorMessage) +
    jsonLengthOf(record.requestParameters) +
    jsonLengthOf(record.toolCalls) +
    jsonLengthOf(record.metadata)
  );
}

function lengthOf(text: string | undefined): number {
  return text === undefined ? 0 : text.length;
}

function jsonLengthOf(value: unknown): number {
  return value === undefined ? 0 : JSON.stringify(value).length;
}

/** The record with its numbers and without its texts, which its metadata says. */
export function withoutTexts(record: LlmCallRecord): LlmCallRecord {
  const { prompt: _p, systemPrompt: _s, requestParameters: _r, response: _a, toolCalls: _t, ...numbers } = record;
  return { ...numbers, metadata: { droppedTexts: 'maxBufferedBytes' } };
}
