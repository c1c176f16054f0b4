import { Injectable } from '@nestjs/common';
import { LlmCallStatus } from 'llm-exchange/call';
import { LlmLoggingError } from '../errors.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import { describeCalls } from './describe-calls.js';
import { RecordedCalls } from './recorded-calls.js';

const WAIT_MS = 1_000;

/** What was recorded in a test. */
@Injectable()
export class LlmCallsProbe {
  constructor(private readonly recorded: RecordedCalls) {}

  /**
   * Every call so far, in the order of their starts, each as its row of `llm_calls` would be. One that goes on is `pending`.
   * @throws LlmLoggingError where the log itself failed to record a call.
   */
  calls(): LlmCall[] {
    const [problem] = this.recorded.missedBecause;
    if (problem !== undefined) throw new LlmLoggingError(`A call could not be recorded: ${problem}`);
    return this.recorded.calls;
  }

  /** Forgets all of them, as between two tests. */
  clear(): void {
    this.recorded.clear();
  }

  /**
   * Waits until at least so many calls have ended.
   * @param timeoutMs how long at most; 1,000 by default.
   * @returns all calls that have ended by then.
   * @throws LlmLoggingError that lists what was recorded, where that takes longer.
   */
  async waitFor(count: number, { timeoutMs = WAIT_MS }: { timeoutMs?: number } = {}): Promise<LlmCall[]> {
    const ended = (): LlmCall[] => this.recorded.calls.filter(({ status }) => status !== LlmCallStatus.PENDING);
    if (ended().length < count) await this.#changed(() => ended().length >= count, timeoutMs);
    const calls = this.calls().filter(({ status }) => status !== LlmCallStatus.PENDING);
    if (calls.length >= count) return calls;
    throw new LlmLoggingError(
      `Waited ${timeoutMs} ms for ${count} LLM calls to end, and ${calls.length} did. ${describeCalls(this.calls())}`,
    );
  }

  #changed(isEnough: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const timer = setTimeout(stop, timeoutMs);
      const forget = this.recorded.onChange(() => {
        if (isEnough()) stop();
      });
    });
  }
}
