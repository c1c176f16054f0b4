import type { ServerResponse } from 'node:http';

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): void;
  getHeaders(): Record<string, number | string | string[] | undefined>;
}

/** The response as Express has it, or in Fastify's reply. */
export type PlatformResponse = ServerResponse | FastifyReply;

/** Node's own response, also where the platform sends it. */
export function nodeResponse(response: PlatformResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

/** Node's own response, taken from the platform: nothing but the caller sends it. Headers that were set stay. */
export function takenResponse(response: PlatformResponse): ServerResponse {
  if (!('raw' in response)) return response;
  response.hijack();
  for (const [name, value] of Object.entries(response.getHeaders()))
    if (value !== undefined) response.raw.setHeader(name, value);
  return response.raw;
}
