import { Injectable } from '@nestjs/common';
import { type LlmCallRecord, mergeIntoCallRecord } from 'llm-exchange/call';
import { NoDelivery } from '../delivery/no-delivery.js';
import { callOf } from './call-of.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';

/** Keeps in memory what would go to the database, under the rule by which events of one call become one row. */
@Injectable()
export class RecordedCalls extends NoDelivery {
  readonly #records = new Map<string, LlmCallRecord>();
  readonly #watchers = new Set<() => void>();
  readonly #missed: string[] = [];

  /** Newest last, by their ids: in the order of their starts. */
  get calls(): LlmCall[] {
    return [...this.#records.values()].map(callOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Why calls could not be recorded: a fault of the log's own. */
  get missedBecause(): readonly string[] {
    return this.#missed;
  }

  override accept(record: LlmCallRecord): void {
    const copy = JSON.parse(JSON.stringify(record)) as LlmCallRecord;
    const known = this.#records.get(copy.id);
    if (known === undefined) this.#records.set(copy.id, copy);
    else mergeIntoCallRecord(known, copy);
    for (const changed of this.#watchers) changed();
  }

  override missed(reason: string): void {
    this.#missed.push(reason);
  }

  clear(): void {
    this.#records.clear();
    this.#missed.length = 0;
  }

  /** @returns to be called when that is of no interest any more. */
  onChange(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }
}
