import { LlmCallType } from 'llm-exchange/call';
import type { LlmContextService } from '../../context/llm-context.service.js';
import type { BackgroundAnswer, BatchResult, Fetched } from 'llm-exchange/exchange';
import { spanCallId } from 'llm-exchange/spans';
import { BoundedMap } from '../../recording/bounded-map.js';
import { membersOf } from '../../recording/answer-members.js';
import type { GatedCalls } from '../gated-calls.js';
import type { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import type { OpenCall } from '../../recording/open-call.js';
import { isWithheld } from '../../recording/withheld.js';
import { DeferredCall, type ExchangeCall } from './exchange-call.js';
import { FetchedBatches, FetchedResults, KnownBatches, type ReportResult } from './fetched-batch.js';
import { askedCall, type AskedExchange } from './asked-exchange.js';
import { HttpExchange, type ExchangeSettings } from './http-exchange.js';
import type { ObservedExchange } from './observed-exchange.js';
import type { SentRequest } from './sent-request.js';

/** Calls whose answers are made in the background and were not got yet that are remembered at most. */
const MAX_BACKGROUND = 10_000;

/**
 * Answers that are not in the exchange that asked for them: those made in the background, got when they are ready, and results of
 * batches. Ids of their calls follow from the answers' own names, so that an answer that is got again is the same call.
 */
export class FetchedAnswers {
  readonly #batches = new KnownBatches();
  readonly #background = new BoundedMap<string, OpenCall>(MAX_BACKGROUND);

  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly contexts: LlmContextService,
    private readonly gated: GatedCalls,
    private readonly settings: ExchangeSettings,
  ) {}

  /** The exchange of a request whose answer may be made in the background. */
  defer(sent: SentRequest, asked: AskedExchange): HttpExchange {
    const endEarly = (anyway: boolean): void => exchange.endEarly(anyway);
    const start = askedCall(asked);
    const call = new DeferredCall(this.contexts, (id) => {
      const opened =
        id === undefined
          ? this.recorder.openExchange({ ...start, startedAt: asked.startedAt }, sent.via, endEarly)
          : this.recorder.reopenExchange(id, start, sent.via, endEarly);
      if (sent.reservation !== undefined) this.gated.bind(opened.id, sent.reservation);
      opened.begin(asked.clock);
      return opened;
    });
    const inBackground = (answer: BackgroundAnswer): void =>
      void this.#background.set(answer.id, call.named(callIdOf(asked, answer)));
    const exchange: HttpExchange = this.#exchange(asked, call, inBackground);
    return exchange;
  }

  /** What is got from an address that is known to have answers. */
  open(sent: SentRequest, { kind, id }: Fetched, asked: AskedExchange): ObservedExchange | undefined {
    const known = this.#batches;
    const tools = {
      known,
      report: this.#reporter(sent, asked),
      quietly: (step: () => void) => this.settings.quietly(step),
    };
    if (kind === 'batch') return new FetchedBatches(tools);
    if (id === null) return undefined;
    return kind === 'results' ? new FetchedResults(tools, id) : this.#poll(sent, id, asked);
  }

  #poll(sent: SentRequest, name: string, asked: AskedExchange): HttpExchange {
    const known = this.#background.get(name);
    const texts = !isWithheld(this.contexts.current());
    let callId: string | undefined;
    const call: ExchangeCall = {
      firstContent: () => known?.firstContent(),
      finish: (status, outcome) => {
        this.#background.delete(name);
        if (known !== undefined) return known.finish(status, outcome);
        if (callId === undefined) return;
        const members = { callType: LlmCallType.OTHER, provider: asked.provider, ...outcome, status };
        this.recorder.recordReported(callId, members, { via: sent.via, texts });
      },
    };
    return this.#exchange({ ...asked, isPoll: true }, call, (answer) => (callId = callIdOf(asked, answer)));
  }

  #exchange(asked: AskedExchange, call: ExchangeCall, inBackground: (answer: BackgroundAnswer) => void): HttpExchange {
    const only = { id: '', clock: asked.clock, attempts: 1, failures: [] };
    return new HttpExchange(asked, call, only, () => undefined, { ...this.settings, inBackground });
  }

  #reporter(sent: SentRequest, { provider, host }: AskedExchange): ReportResult {
    const context = this.contexts.current();
    const { traceId, userId, sessionId, companyId } = context ?? {};
    const texts = !isWithheld(context);
    return (result, batch) => {
      const scope = result.key === result.customId ? batch.id : (provider ?? host);
      const id = spanCallId(scope, result.key, '', result.at ?? batch.createdAt);
      const { provider: named, ...answered } = result.reading === null ? {} : membersOf(result.reading);
      const members = {
        traceId,
        userId,
        sessionId,
        companyId,
        callType: LlmCallType.OTHER,
        provider: provider ?? named,
        ...answered,
        model: result.reading?.model ?? batch.model,
        ...failureOf(result),
        serviceTier: 'batch',
        // Nobody waits for it: how long a batch lies says nothing of its model.
        latencyMs: null,
        metadata: { batchId: batch.id, customId: result.customId },
      };
      this.recorder.recordReported(id, members, { via: sent.via, texts });
    };
  }
}

function failureOf({ status, error }: BatchResult): object {
  if (status === 'success') return { status };
  const { message = `the request was ${status}`, type, code } = error ?? {};
  return { status, errorMessage: message, errorType: type, errorCode: code };
}

function callIdOf({ provider, host }: AskedExchange, { id, at }: BackgroundAnswer): string {
  return spanCallId(provider ?? host, id, '', at);
}
