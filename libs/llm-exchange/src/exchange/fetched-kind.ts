import { APIS } from '../apis/apis.js';

/** What an application gets without asking a model: an answer that was not ready, a batch, or its results. */
type FetchedKind = 'unfinished' | 'batch' | 'results';

const KINDS: readonly (readonly [RegExp, FetchedKind])[] = [
  [/\/messages\/batches\/([^/]+)\/results$/, 'results'],
  [/\/files\/([^/]+)\/content$/, 'results'],
  [/\/files\/([^/:]+):download$/, 'results'],
  [/\/batch\/jobs(?:\/([^/]+))?$/, 'batch'],
  [/\/batches(?:\/([^/]+))?$/, 'batch'],
  [/:batchGenerateContent$/, 'batch'],
  ...APIS.flatMap(({ background }) => background?.paths ?? []).map((path) => [path, 'unfinished'] as const),
];

export interface Fetched {
  readonly kind: FetchedKind;
  /** Of the answer, of the batch, or of the file. */
  readonly id: string | null;
}

/** What is behind an address of a provider; undefined for all else. */
export function fetchedAt({ pathname }: URL): Fetched | undefined {
  for (const [pattern, kind] of KINDS) {
    const match = pattern.exec(pathname);
    if (match !== null) return { kind, id: match[1] ?? null };
  }
  return undefined;
}
