import { Injectable } from '@nestjs/common';
import { LlmCallStatus, LlmCallType, newCallId } from 'llm-exchange/call';
import { CallDelivery } from '../delivery/call-delivery.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import { readFailure } from '../recording/thrown-error.js';
import type { ActiveLlmCall, FinishedLlmCall, LlmCallOutcome, StartLlmCall } from '../recording/calls.js';
import { LoggingFetch } from '../capture/fetch/logging-fetch.js';
import { LlmCallRecorder } from '../recording/llm-call-recorder.js';
import { MethodCapture } from '../capture/method-capture.js';
import type { OpenCall } from '../recording/open-call.js';

type Preset = Omit<StartLlmCall, 'callType'>;

/**
 * Records calls by hand. Except {@link flush} and the questions, no method ever throws or keeps its caller waiting: what
 * cannot be recorded is counted and logged.
 */
@Injectable()
export class LlmLoggerService {
  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly capture: MethodCapture,
    private readonly delivery: CallDelivery,
    private readonly stats: LlmStatsService,
    private readonly loggingFetch: LoggingFetch,
  ) {}

  /**
   * Hand it to any provider's SDK: every exchange is recorded, and passed on as it is.
   *
   * @example
   * `new OpenAI({ fetch: logger.fetch })`
   */
  get fetch(): typeof globalThis.fetch {
    return this.loggingFetch.fetch;
  }

  /**
   * For a client that has a `fetch` of its own, such as one that goes through a proxy: the same function, whose exchanges are recorded.
   *
   * @example
   * `new OpenAI({ fetch: logger.wrapFetch(undici.fetch) })`
   */
  wrapFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    return this.loggingFetch.wrap(fetch);
  }

  /**
   * Begins a call. Its outcome is reported with {@link complete}, {@link fail} or {@link cancel}, here or in any other process.
   * @returns the call's id; calls made as steps of this one name it as their `parentCallId`.
   */
  start(call: StartLlmCall): Promise<string> {
    let id: string | undefined;
    this.recorder.quietly(() => (id = this.recorder.begin(call).id));
    return Promise.resolve(id ?? newCallId());
  }

  /** The call has succeeded. */
  complete(callId: string, outcome: LlmCallOutcome = {}): Promise<void> {
    const open = this.recorder.find(callId);
    if (open !== undefined) open.complete(outcome);
    else this.recorder.finishElsewhere(callId, { status: LlmCallStatus.SUCCESS, outcome });
    return Promise.resolve();
  }

  /** The call has failed: `timeout` and `cancelled` follow from the error's name and code. */
  fail(callId: string, error: unknown): Promise<void> {
    const open = this.recorder.find(callId);
    if (open !== undefined) open.fail(error);
    else {
      const { status, ...outcome } = readFailure(error);
      this.recorder.finishElsewhere(callId, { status, outcome });
    }
    return Promise.resolve();
  }

  /** The call's answer is no longer wanted. */
  cancel(callId: string, reason?: string): Promise<void> {
    const open = this.recorder.find(callId);
    if (open !== undefined) open.cancel(reason);
    else this.recorder.finishElsewhere(callId, { status: LlmCallStatus.CANCELLED, outcome: { errorMessage: reason } });
    return Promise.resolve();
  }

  /**
   * Records the work as one call, and calls made inside it as its children. What `work` returns is read as an answer where it
   * is one; anything else is given with {@link ActiveLlmCall.update}.
   *
   * @returns what `work` returns; what it throws passes through.
   * @throws LlmBudgetExceededError before the work where a budget with `onLimit: 'block'` is used up.
   */
  async logCall<T>(call: StartLlmCall, work: (call: ActiveLlmCall) => Promise<T> | T): Promise<T> {
    return this.capture.capture(
      () => ({ call, via: 'logger' }),
      {},
      (open) => work(open === undefined ? unrecorded() : active(open)),
      'promise',
    );
  }

  /** Records a call that is over. @returns its id. */
  record(call: FinishedLlmCall): Promise<string> {
    let id: string | undefined;
    this.recorder.quietly(() => (id = this.recorder.record(call)));
    return Promise.resolve(id ?? newCallId());
  }

  logChat(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.CHAT });
  }

  logRagQuery(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.RAG_QUERY });
  }

  logRagSynthesis(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.RAG_SYNTHESIS });
  }

  logSentimentAnalysis(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.SENTIMENT_ANALYSIS });
  }

  logSummarization(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.SUMMARIZATION });
  }

  logEmbedding(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.EMBEDDING });
  }

  logClassification(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.CLASSIFICATION });
  }

  logExtraction(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.EXTRACTION });
  }

  logSystem(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.SYSTEM });
  }

  logOther(call: Preset): Promise<string> {
    return this.start({ ...call, callType: LlmCallType.OTHER });
  }

  /**
   * All calls accepted so far are in the database when this resolves.
   * @throws LlmDatabaseUnavailableError when the database does not take them within `delivery.shutdownTimeoutMs`; they go on waiting.
   */
  flush(): Promise<void> {
    return this.delivery.flush();
  }

  /** As {@link LlmStatsService.getCostStats}. */
  getCostStats(...args: Parameters<LlmStatsService['getCostStats']>): ReturnType<LlmStatsService['getCostStats']> {
    return this.stats.getCostStats(...args);
  }

  /** As {@link LlmStatsService.getPerformanceStats}. */
  getPerformanceStats(
    ...args: Parameters<LlmStatsService['getPerformanceStats']>
  ): ReturnType<LlmStatsService['getPerformanceStats']> {
    return this.stats.getPerformanceStats(...args);
  }
}

function active(call: OpenCall): ActiveLlmCall {
  return {
    id: call.id,
    traceId: call.context.traceId,
    update: (outcome) => call.update(outcome),
    complete: (outcome = {}) => call.complete(outcome),
    firstToken: () => call.firstContent(),
  };
}

/** For work whose call could not even be opened. */
function unrecorded(): ActiveLlmCall {
  return {
    id: newCallId(),
    traceId: '',
    update: () => undefined,
    complete: () => undefined,
    firstToken: () => undefined,
  };
}
