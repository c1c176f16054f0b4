import { wholeNumber } from './schema/numbers.js';
import type { MembersOf, Option } from './schema/option.js';
import { section } from './schema/section.js';
import { boolean, flag } from './schema/values.js';

const MIB = 1_024 * 1_024;

/** What is recorded without annotations, and how much of it. */
export interface CaptureOptions {
  /**
   * `true` records every exchange that passes through the global `fetch` to a provider known or named in `hosts`: nothing to
   * annotate.
   * @default as `auto`
   */
  fetch?: boolean;
  /**
   * `true` records the exchanges of every client of the process with these hosts, not only those through the global `fetch`: `node:http`,
   * `node:https` (axios, got, node-fetch), `node:http2` (AWS SDK), `fetch`, `request` and clients of undici, and WebSockets.
   * @default `false`
   */
  auto?: boolean;
  /**
   * More hosts that are providers, with the provider's name: `{ 'llm.internal:8000': 'vllm' }`.
   * @default `{}`
   */
  hosts?: Readonly<Record<string, string>>;
  /**
   * `false` keeps numbers and drops texts: prompt, system prompt, response, parameters and tool calls.
   * @default `true`
   */
  payloads?: boolean;
  /**
   * Bytes of one text at most; a longer one keeps its head and tail, with a mark that says how much is missing.
   * @default 256 KiB
   */
  maxPayloadBytes?: number;
}

const hosts: Option<Readonly<Record<string, string>>> = {
  fallback: {},
  read: (given, place) => {
    if (given === undefined) return {};
    const entries = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
    if (entries.length === 0 || !entries.every(isHostOfProvider))
      place.fault("must name a provider for each host, such as { 'llm.internal:8000': 'vllm' }");
    return Object.fromEntries(entries.map(([host, provider]) => [host.toLowerCase(), String(provider)]));
  },
};

export const captureOptions = section(
  {
    fetch: boolean,
    auto: flag(false),
    hosts,
    payloads: flag(true),
    maxPayloadBytes: wholeNumber({ default: 256 * 1_024, from: 256, to: 64 * MIB, unit: 'bytes' }),
  } satisfies MembersOf<CaptureOptions>,
  (values): Readonly<Required<CaptureOptions>> => ({ ...values, fetch: values.fetch ?? values.auto }),
);

function isHostOfProvider([host, provider]: [string, unknown]): boolean {
  const isHost = URL.canParse(`http://${host}`) && new URL(`http://${host}`).host === host.toLowerCase();
  return isHost && typeof provider === 'string' && provider !== '';
}
