import { providerApi, type ProviderApi } from './provider-api.js';
import type { RequestedCall } from '../apis/again.js';
import type { Json } from '../reading/json-reading.js';
import { quoted, shellWord } from './shell-word.js';

export interface CurlCommand {
  /** For a POSIX shell. The key is taken from an environment variable: the log has none. */
  readonly command: string;
  /** What the log does not know or keep, so that the request is not quite the one that was sent. */
  readonly notes: readonly string[];
}

/** An operating system takes no longer argument than 128 KiB. */
const LONGEST_ARGUMENT = 100_000;
const END = 'LLM_REQUEST';

/** The command that asks the provider what this call asked. */
export function curlCommand(call: RequestedCall): CurlCommand {
  const api = providerApi(call);
  const body = printableJson(bodyOf(call, api));
  const lines = [
    `curl ${shellWord(api.url)}`,
    ...optionsOf(api),
    ...api.headers.map((header) => `-H ${shellWord(header)}`),
    `-H 'Content-Type: application/json'`,
  ];
  const isLong = body.length > LONGEST_ARGUMENT;
  const sent = isLong ? `--data-binary @- <<'${END}'\n${body}\n${END}\n` : `--data-raw ${quoted(body)}`;
  return { command: [...lines, sent].join(' \\\n  '), notes: notesOf(call, body) };
}

/** Answers are asked for whole. */
function bodyOf(call: RequestedCall, { again }: ProviderApi): Json {
  const { truncated: _, stream: __, stream_options: ___, ...rest } = call.requestParameters ?? {};
  return again.body(call, rest);
}

function optionsOf({ options }: ProviderApi): string[] {
  return options.length === 0 ? [] : [options.map(shellWord).join(' ')];
}

const UNPRINTABLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** JSON without anything that a terminal would act on or hide. */
function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function notesOf({ metadata, prompt, systemPrompt, requestParameters }: RequestedCall, body: string): string[] {
  const notes: string[] = [];
  if (prompt === null && systemPrompt === null && requestParameters === null)
    notes.push('No text of this call is stored.');
  const files = count(body, /, \d+ bytes, sha256 [0-9a-f]{16}\]/g);
  if (files > 0)
    notes.push(
      `${files === 1 ? 'A file' : `${files} files`} that was sent is not stored: its description stands in its place.`,
    );
  if (body.includes('[redacted:')) notes.push('Secrets were taken out: put back what stands as [redacted:…].');
  if (isCut(metadata)) notes.push('Texts were cut before they were stored.');
  if (body.includes('"MODEL"')) notes.push('The model is not known.');
  return notes;
}

function isCut(metadata: RequestedCall['metadata']): boolean {
  const cut = metadata?.['truncated'];
  const members = typeof cut === 'object' && cut !== null ? Object.keys(cut) : [];
  return members.some((member) => ['prompt', 'systemPrompt', 'requestParameters'].includes(member));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
