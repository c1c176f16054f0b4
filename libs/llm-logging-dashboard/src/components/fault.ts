import { ApiError } from '../api/api-error.js';

/** Whether it is the server or its database that does not answer, which all parts of a page share. */
export function isFault(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

interface Asked {
  readonly state: { readonly error: unknown; readonly dataUpdatedAt: number };
}

export interface Fault {
  readonly error: ApiError;
  /** When the oldest of the figures that are still shown was read, in ms since 1970; null where none is. */
  readonly since: number | null;
}

/** The one cause of what went unanswered, if anything did. */
export function faultOf(queries: readonly Asked[]): Fault | undefined {
  const failed = queries.filter(({ state }) => isFault(state.error));
  const first = failed[0];
  if (first === undefined) return undefined;
  const times = failed.map(({ state }) => state.dataUpdatedAt).filter((time) => time > 0);
  return { error: first.state.error as ApiError, since: times.length === 0 ? null : Math.min(...times) };
}
