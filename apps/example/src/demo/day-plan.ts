import { ChatTraces } from './chat-traces.js';
import { DAY_MS, HOUR_MS, shareOfDay, timeInDay } from './day-cycle.js';
import { sentimentTrace, summaryTrace } from './job-traces.js';
import type { PlannedTrace } from './planned-call.js';
import { ragTrace } from './rag-trace.js';
import { Random } from './random.js';
import type { Texts } from './texts.js';
import type { RecordedRequest, TraceName, Workload } from './workload.js';

/** How much of each trace a working day has: the services that they come from are larger than this one. */
const SHARES = { 'azure-2023-conversation': 0.5, 'azure-2023-code': 1, 'mooncake-conversation': 0.4 } as const;

interface Arrival {
  readonly at: Date;
  readonly request: RecordedRequest;
}

/**
 * All that happened on a day (counted since 1970), the same whenever it is asked, in the order of its start.
 * @param share of the usual traffic.
 */
export function planDay(day: number, workload: Workload, texts: Texts, share = 1): PlannedTrace[] {
  const random = new Random(`day ${day}`);
  const arrivals = (name: TraceName): Arrival[] =>
    arrivalsOf(workload.part(name, day), day, SHARES[name] * share, random);
  const chats = new ChatTraces(random, texts);
  const questions = arrivals('mooncake-conversation');
  const traces = [
    ...arrivals('azure-2023-conversation').map(({ at, request }) => chats.trace(at, request)),
    ...questions.map(({ at, request }) => ragTrace(at, request, random, texts)),
    ...byHour(arrivals('azure-2023-code')).map(([hour, requests]) => sentimentTrace(hour, requests, random)),
    summaryTrace(
      new Date(day * DAY_MS),
      questions.map(({ request }) => request),
      random,
      texts,
    ),
  ];
  return traces.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

function arrivalsOf(requests: readonly RecordedRequest[], day: number, share: number, random: Random): Arrival[] {
  return requests
    .filter(() => random.chance(share * shareOfDay(day)))
    .map((request) => ({ at: new Date(day * DAY_MS + timeInDay(request.position)), request }));
}

function byHour(arrivals: readonly Arrival[]): [Date, RecordedRequest[]][] {
  const hours = new Map<number, RecordedRequest[]>();
  for (const { at, request } of arrivals) {
    const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
    hours.set(hour, [...(hours.get(hour) ?? []), request]);
  }
  return [...hours].map(([hour, requests]) => [new Date(hour), requests]);
}
