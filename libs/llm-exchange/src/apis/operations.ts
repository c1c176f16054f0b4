import type { LlmApi, LlmOperation } from './api.js';
import { APIS } from './apis.js';

const OPERATIONS = APIS.flatMap((api) => api.operations.map((operation) => ({ api, operation })));
/** Where several APIs name an operation alike, the first one's. */
const BY_NAME = new Map([...OPERATIONS].reverse().map((known) => [known.operation.name, known]));

/** The operation at an address, and the match of its path. */
export function operationAt(pathname: string): { operation: LlmOperation; match: RegExpExecArray } | undefined {
  for (const { operation } of OPERATIONS) {
    for (const path of operation.paths) {
      const match = path.exec(pathname);
      if (match !== null) return { operation, match };
    }
  }
  return undefined;
}

/** @param name the `api` of an exchange. */
export function operationNamed(name: string | null): LlmOperation | undefined {
  return name === null ? undefined : BY_NAME.get(name)?.operation;
}

/** The API that has an operation of this name. */
export function apiOf(name: string | null): LlmApi | undefined {
  return name === null ? undefined : BY_NAME.get(name)?.api;
}

export function isEmbeddingApi(name: string | null): boolean {
  return operationNamed(name)?.isEmbedding ?? false;
}
