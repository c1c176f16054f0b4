import { isObject } from '../reading/json-reading.js';
import { APIS } from './apis.js';
import type { LlmEndpoint } from './endpoint.js';
import { operationNamed } from './operations.js';

/** Addresses that ask no model. */
const BESIDES = APIS.flatMap(({ besides = [] }) => besides);
/** What requests to models have in common, whatever the API. */
const INPUTS = ['messages', 'input', 'prompt', 'contents', 'texts', 'text', 'query', 'inputs'] as const;

/** Whether a request to a provider asks a model: others count tokens, list things or keep files. */
export function asksModel({ pathname }: URL, { api }: LlmEndpoint, body: unknown): boolean {
  if (BESIDES.some((path) => path.test(pathname))) return false;
  if (api === null) return looksAsked(body);
  return operationNamed(api)?.asks?.(body) ?? true;
}

function looksAsked(body: unknown): boolean {
  return isObject(body) && typeof body['model'] === 'string' && INPUTS.some((name) => body[name] !== undefined);
}
