import { useCallback, useEffect, useState } from 'react';
import type { Call } from '../../api/answers.js';
import { apiUrl, type Query } from '../../api/request.js';

/** An event of `GET live`: the call without its texts. */
interface LiveCall {
  call: Call;
  kind: 'started' | 'finished';
}

export interface LiveCalls {
  /** Newest first. */
  calls: readonly Call[];
  state: 'off' | 'connecting' | 'live';
  /** Lets go of what was heard so far. */
  forget: () => void;
}

interface Heard extends Pick<LiveCalls, 'calls' | 'state'> {
  url?: string;
}

const NOTHING: Heard = { calls: [], state: 'off' };

/** Calls that start or end while the page is open. `onSkipped` is called when there were more of them than are sent. */
export function useLiveCalls(query: Query, isOn: boolean, onSkipped: () => void): LiveCalls {
  const url = isOn ? apiUrl('live', query) : undefined;
  const [heard, setHeard] = useState(NOTHING);
  useEffect(() => {
    if (url === undefined) return;
    const source = new EventSource(url);
    const show = (state: LiveCalls['state'], call?: Call): void =>
      setHeard((before) => {
        const calls = before.url === url ? before.calls : [];
        return { url, state, calls: call === undefined ? calls : withCall(calls, call) };
      });
    source.addEventListener('open', () => show('live'));
    // The browser connects again, from the last event that it saw.
    source.addEventListener('error', () => show('connecting'));
    source.addEventListener('call', ({ data }: MessageEvent<string>) =>
      show('live', (JSON.parse(data) as LiveCall).call),
    );
    source.addEventListener('skipped', onSkipped);
    return () => source.close();
  }, [url, onSkipped]);
  const forget = useCallback(() => setHeard((before) => ({ ...before, calls: NOTHING.calls })), []);
  if (url === undefined) return { ...NOTHING, forget };
  if (heard.url !== url) return { calls: NOTHING.calls, state: 'connecting', forget };
  return { calls: heard.calls, state: heard.state, forget };
}

function withCall(calls: readonly Call[], call: Call): Call[] {
  const others = calls.filter(({ id }) => id !== call.id);
  const place = others.findIndex(({ id }) => id < call.id);
  return place === -1 ? [...others, call] : others.toSpliced(place, 0, call);
}

/** Calls of the list, those heard of since put in their places, with their texts where these are known. */
export function joinCalls(listed: readonly Call[], heard: readonly Call[], texts: readonly Call[]): readonly Call[] {
  if (heard.length === 0) return listed;
  const byId = new Map([...listed, ...texts].map((call) => [call.id, call]));
  // What is heard has no texts.
  for (const call of heard) byId.set(call.id, withTexts(call, byId.get(call.id)));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function withTexts(heard: Call, listed?: Call): Call {
  if (listed === undefined) return heard;
  const { prompt, systemPrompt, response, errorMessage } = listed;
  return { ...heard, prompt, systemPrompt, response, errorMessage: heard.errorMessage ?? errorMessage };
}
