import type { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import { attempt, object } from 'llm-exchange/reading';
import type { IngestCounters } from '../../telemetry/health/ingest-counters.js';
import type { IngestSource } from '../ingest-source.js';
import { Refusal } from '../http/refusal.js';
import { Turns } from '../turns.js';
import { readLitellmEntry } from './litellm-entry.js';

/** Makes records of what LiteLLM's `generic_api` callback sends. */
export class LitellmReceiver {
  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly counters: IngestCounters,
  ) {}

  /** @returns how many entries were taken, and how many are none. */
  async take(body: string, source: IngestSource): Promise<{ accepted: number; rejected: number }> {
    const turns = new Turns();
    let accepted = 0;
    let rejected = 0;
    for (const entry of entriesIn(body)) {
      if (turns.isOver) await turns.next();
      if (this.#record(entry, source)) accepted += 1;
      else rejected += 1;
    }
    this.counters.recorded += accepted;
    this.counters.rejected += rejected;
    return { accepted, rejected };
  }

  #record(entry: unknown, source: IngestSource): boolean {
    const call = attempt(() => readLitellmEntry(entry, Date.now()));
    if (call === undefined) return false;
    const companyId = source.companyId ?? call.members['companyId'];
    const metadata = { ...object(call.members['metadata']), ...(source.service && { service: source.service }) };
    const members = { ...call.members, companyId, metadata };
    this.recorder.recordReported(call.id, members, { via: 'litellm', texts: source.texts });
    return true;
  }
}

/** A list, one entry, or an entry a line. */
function entriesIn(body: string): unknown[] {
  const whole = attempt(() => JSON.parse(body) as unknown);
  if (Array.isArray(whole)) return whole;
  if (whole !== undefined) return [whole];
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.map((line) => attempt(() => JSON.parse(line) as unknown));
  if (lines.length < 2 || entries.every((entry) => entry === undefined))
    throw new Refusal(400, 'The body is neither JSON nor one JSON a line.');
  return entries;
}
