import { Inject, Injectable } from '@nestjs/common';
import { LlmContextService } from '../context/llm-context.service.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import type { LlmCallVia } from 'llm-exchange/call';
import type { ResultSelectors } from '../recording/result-selectors.js';
import type { StartLlmCall } from '../recording/calls.js';
import { GatedCalls, type Waits } from './gated-calls.js';
import { followOutcome } from './follow/follow-outcome.js';
import { LlmCallRecorder } from '../recording/llm-call-recorder.js';
import type { OpenCall } from '../recording/open-call.js';
import type { Rejected } from '../recording/selectors.js';

/** What is known of a call before its work, and what of it could not be read. */
export interface DescribedCall {
  readonly call: StartLlmCall;
  readonly rejected?: readonly Rejected[];
  /** Class and method that it is a call of: warnings about wrong members name them. */
  readonly method?: string;
  /** Who noticed it. */
  readonly via: LlmCallVia;
}

/** Makes a call of a piece of work: opened before it, followed to its end. */
@Injectable()
export class MethodCapture {
  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly contexts: LlmContextService,
    private readonly gated: GatedCalls,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** What set off an annotated method, where its decorators, or the job that it gets, say that. */
  originOf(instance: object | undefined, key: string | symbol, args: readonly unknown[]): string | undefined {
    return this.contexts.originOf(instance, key, args);
  }

  /**
   * Where a budget blocks it is asked first; `waits`: what the caller waits for then. Otherwise it returns what `work` returns and throws what it throws;
   * if the call cannot even be opened, the work still runs.
   */
  capture<T>(describe: () => DescribedCall, selectors: ResultSelectors, work: (call?: OpenCall) => T, waits: Waits): T {
    if (!this.options.enabled) return work();
    const open = (): OpenCall => {
      const { call, ...notice } = describe();
      return this.recorder.open(call, { ...notice, selectors });
    };
    const call = this.#tryOpen(open);
    if (call === undefined) return work();
    const run = (): T => followOutcome({ call, contexts: this.contexts, again: open }, () => work(call));
    if (!this.gated.isActive) return run();
    const admitted = this.gated.admitCall(call, waits);
    return admitted === undefined ? run() : this.gated.runAfter(admitted, waits, run);
  }

  #tryOpen(open: () => OpenCall): OpenCall | undefined {
    let call: OpenCall | undefined;
    this.recorder.quietly(() => (call = open()));
    return call;
  }
}
