import type { Server } from '@modelcontextprotocol/sdk/server';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** Messages of one request at most, where a client sends several. */
const MAX_MESSAGES = 20;

interface Sent {
  readonly messages: JSONRPCMessage[];
  readonly requests: number;
}

/** Hands over the messages of one HTTP request, and collects the answers to them. */
class ExchangeTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  readonly answers: JSONRPCMessage[] = [];
  #answered: (() => void) | undefined;

  start(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    this.#answered?.();
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    // Of notifications a client that waits for one answer knows nothing.
    if (!('method' in message)) this.answers.push(message);
    this.#answered?.();
    return Promise.resolve();
  }

  async exchange({ messages, requests }: Sent): Promise<void> {
    for (const message of messages) this.onmessage?.(message);
    while (this.answers.length < requests) await new Promise<void>((resolve) => (this.#answered = resolve));
  }
}

/** What is to be answered: a body with status 200, or 202 without one where nothing was asked, or 400. */
export interface McpAnswer {
  readonly status: 200 | 202 | 400;
  readonly body?: unknown;
}

/** One HTTP request of MCP's streamable HTTP, without a session: JSON in, JSON out (https://modelcontextprotocol.io/specification). */
export async function answerMessages(server: Server, body: unknown): Promise<McpAnswer> {
  const sent = sentIn(body);
  if (sent === undefined)
    return { status: 400, body: { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Invalid Request' } } };
  const transport = new ExchangeTransport();
  await server.connect(transport);
  try {
    await transport.exchange(sent);
  } finally {
    await server.close();
  }
  if (sent.requests === 0) return { status: 202 };
  return { status: 200, body: Array.isArray(body) ? transport.answers : transport.answers[0] };
}

function sentIn(body: unknown): Sent | undefined {
  const messages = (Array.isArray(body) ? body : [body]) as unknown[];
  if (messages.length === 0 || messages.length > MAX_MESSAGES || !messages.every(isMessage)) return undefined;
  const ids = messages.flatMap((message) => ('id' in message ? [message.id] : []));
  // Answers are matched by their ids.
  if (new Set(ids).size < ids.length) return undefined;
  return { messages: messages as JSONRPCMessage[], requests: ids.length };
}

function isMessage(message: unknown): message is { method: string; id?: string | number } {
  if (typeof message !== 'object' || message === null) return false;
  const { jsonrpc, method, id, params } = message as Record<string, unknown>;
  const isIdRight = id === undefined ? !('id' in message) : typeof id === 'string' || Number.isInteger(id);
  const areParamsRight =
    params === undefined || (typeof params === 'object' && params !== null && !Array.isArray(params));
  return jsonrpc === '2.0' && typeof method === 'string' && isIdRight && areParamsRight;
}
