import { Inject, Injectable } from '@nestjs/common';
import { LlmContextService } from '../../context/llm-context.service.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { GatedCalls } from '../gated-calls.js';
import { LlmExchanges } from '../fetch/llm-exchanges.js';
import { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import type { ClientTools } from './client-exchange.js';
import { NodeHttpClients } from './node-http.js';
import { NodeHttp2Clients } from './node-http2.js';
import { UndiciClients } from './undici.js';

/** One kind of client of the process. */
interface ObservedClients {
  start(): void;
  stop(): void;
}

/** Notices the exchanges of all clients of the process, where `capture.auto` asks for it. */
@Injectable()
export class ProcessClients {
  readonly #kinds: readonly ObservedClients[];

  constructor(
    private readonly recorder: LlmCallRecorder,
    contexts: LlmContextService,
    exchanges: LlmExchanges,
    gated: GatedCalls,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { capture }: ResolvedOptions,
  ) {
    const tools: ClientTools = { exchanges, contexts, gated, quietly: (step) => recorder.quietly(step) };
    this.#kinds = capture.auto
      ? [new NodeHttpClients(tools), new NodeHttp2Clients(tools), new UndiciClients(tools)]
      : [];
    for (const kind of this.#kinds) recorder.quietly(() => kind.start());
  }

  /** The application stops: everything is as it was. */
  close(): void {
    for (const kind of this.#kinds) this.recorder.quietly(() => kind.stop());
  }
}
