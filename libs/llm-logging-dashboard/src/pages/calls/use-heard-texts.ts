import { useEffect, useState } from 'react';
import type { Call, CallPage } from '../../api/answers.js';
import { useMasked } from '../../api/queries.js';
import { request, type Query } from '../../api/request.js';

/** What comes in within this time is asked for together. */
const TOGETHER_MS = 400;
const MOST = 100;

/** The newest of the calls heard of, with their texts, which the live stream leaves out. */
export function useHeardTexts(query: Query, heard: readonly Call[]): readonly Call[] {
  const [known, setKnown] = useState<readonly Call[]>([]);
  const isMasked = useMasked();
  const wanted = isMasked ? 0 : Math.min(heard.length, MOST);
  // A call that has ended since has an answer to read.
  const state = heard.slice(0, wanted).reduce((text, { id, status }) => `${text} ${id}${status}`, '');
  useEffect(() => {
    if (wanted === 0) return;
    const asking = new AbortController();
    const timer = setTimeout(() => {
      const { signal } = asking;
      request<CallPage>('calls', { ...query, limit: wanted }, { signal })
        .then(({ items }) => setKnown(items))
        // The rows are there without their texts, and the list says itself when the server is away.
        .catch(() => undefined);
    }, TOGETHER_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [query, wanted, state]);
  return known;
}
