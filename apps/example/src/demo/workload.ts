import { readFileSync } from 'node:fs';

/** One real request: when within its part of the trace (0 to 1), and how large. */
export interface RecordedRequest {
  readonly position: number;
  readonly requestTokens: number;
  readonly responseTokens: number;
  /** Tokens at the prompt's beginning that an earlier request had too. */
  readonly sharedTokens: number;
}

export type TraceName = 'azure-2023-conversation' | 'azure-2023-code' | 'mooncake-conversation';

/** Parts of about two minutes, each of which becomes a day. */
const PARTS = 30;
/** The clock of one trace goes in steps; within a step requests are spread evenly. */
const MOONCAKE_STEP_MS = 3_000;

/** The recorded requests of test/fixtures/workload, cut into {@link PARTS} parts of the same time. */
export class Workload {
  readonly #parts = new Map<TraceName, RecordedRequest[][]>();

  part(name: TraceName, day: number): readonly RecordedRequest[] {
    const parts = this.#parts.get(name) ?? partsOf(name);
    this.#parts.set(name, parts);
    return parts[day % PARTS]!;
  }
}

function partsOf(name: TraceName): RecordedRequest[][] {
  const rows = rowsOf(name);
  const times = spread(rows.map(([time]) => timeOf(name, time)));
  const [first, last] = [times[0]!, times.at(-1)!];
  const parts = Array.from({ length: PARTS }, (): RecordedRequest[] => []);
  for (const [index, [, request, response, shared = '0']] of rows.entries()) {
    const place = Math.min(((times[index]! - first) / (last - first)) * PARTS, PARTS - 1e-9);
    parts[Math.floor(place)]!.push({
      position: place % 1,
      requestTokens: Number(request),
      responseTokens: Number(response),
      sharedTokens: Number(shared),
    });
  }
  return parts;
}

function rowsOf(name: TraceName): [string, string, string, string?][] {
  const file = new URL(`../../../../test/fixtures/workload/${name}.csv`, import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(',') as [string, string, string, string?]);
}

function timeOf(name: TraceName, text: string): number {
  return name === 'mooncake-conversation' ? Number(text) : Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
}

/** Requests of the same time, one after another within the clock's step. */
function spread(times: readonly number[]): number[] {
  const alike = new Map<number, number>();
  for (const time of times) alike.set(time, (alike.get(time) ?? 0) + 1);
  const seen = new Map<number, number>();
  return times.map((time) => {
    const nth = seen.get(time) ?? 0;
    seen.set(time, nth + 1);
    return time + (MOONCAKE_STEP_MS * nth) / alike.get(time)!;
  });
}
