import { createHash, createHmac } from 'node:crypto';
import { eventText } from './event-text.js';
import type { LlmAlertEvent } from './llm-alert-event.js';
import type { LlmNotifyOptions } from '../options/notify.options.js';

/** How long a receiver may take, in ms. */
const PATIENCE_MS = 10_000;

/** Where events go. */
export interface EventTarget {
  /** Distinguishes it from others, and contains no secret. */
  readonly name: string;
  /** @throws where the event has not arrived. */
  send(event: LlmAlertEvent): Promise<void>;
}

export function httpTargets({ webhooks = [], slack = [] }: LlmNotifyOptions): EventTarget[] {
  return [
    ...webhooks.map(({ url, secret }) => ({
      name: `webhook ${nameOf(url)}`,
      send: (event: LlmAlertEvent) => post(url, JSON.stringify(event), event.id, secret),
    })),
    ...slack.map(({ url }) => ({
      name: `slack ${nameOf(url)}`,
      send: (event: LlmAlertEvent) => post(url, JSON.stringify({ text: escaped(eventText(event)) }), event.id),
    })),
  ];
}

/** `t=<seconds>,v1=<hex>`: the signature is of `<seconds>.<body>`, so that an old message cannot be sent again as a new one. */
function signatureOf(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

async function post(url: string, body: string, key: string, secret?: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(secret !== undefined && { 'x-llm-signature': signatureOf(secret, body, Math.floor(Date.now() / 1_000)) }),
    },
    body,
    // A redirect leads to an address that the options do not name.
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered with ${response.status}`);
}

/** Of an address only the host: the path of Slack's is a secret. */
function nameOf(url: string): string {
  return `${new URL(url).host} ${createHash('sha256').update(url).digest('hex').slice(0, 8)}`;
}

/** What Slack takes for markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
