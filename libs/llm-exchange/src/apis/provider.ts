import type { WordPart } from './again.js';

/** One provider of models: all that is known of it. Each is a row of `providers.ts`. */
export interface LlmProvider {
  /** As it is stored, priced and shown. */
  readonly name: string;
  /** Its hosts. No host is another row's too. */
  readonly hosts: readonly RegExp[];
  /** Its port, where its host is anywhere. */
  readonly port?: string;
  /** What Cloudflare's gateway calls it in its addresses. */
  readonly gatewayName?: string;
  /** What instrumentations call it. */
  readonly otherNames?: readonly string[];
  /** Of a gateway: who is asked behind it, by the path; undefined where that is the gateway's choice. */
  behind?(pathname: string): string | undefined;
  /** Left out where the log cannot ask it again. */
  readonly access?: ProviderAccess;
}

/** Where and how a provider is asked. */
export interface ProviderAccess {
  /** Begins the addresses of its APIs. */
  readonly base: readonly WordPart[];
  /** The value of a header may hold the key, from an environment variable. */
  readonly headers: readonly (readonly WordPart[])[];
  /** Further arguments of curl. */
  readonly options?: readonly (readonly WordPart[])[];
  /** Names of its APIs, the last being the one that it is asked by as a rule. Default: those of OpenAI. */
  readonly apis?: readonly string[];
}

/** An environment variable. */
export function variable(name: string): WordPart {
  return { variable: name };
}

/** OpenAI's language at this address, with the key of this variable. */
export function compatible(base: string, key: string): ProviderAccess {
  return { base: [base], headers: bearer(key) };
}

export function bearer(key: string): ProviderAccess['headers'] {
  return [['Authorization: Bearer ', variable(key)]];
}
