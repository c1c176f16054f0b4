import type { Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { InstanceBinder } from '../capture/bind-instances.js';
import { ProcessClients } from '../capture/clients/process-clients.js';
import { LlmExchanges } from '../capture/fetch/llm-exchanges.js';
import { LoggingFetch } from '../capture/fetch/logging-fetch.js';
import { TokenCounter, tokenCounterFor } from '../capture/fetch/token-counter.js';
import { BudgetGate } from '../budgets/budget-gate.js';
import { CostEstimates } from '../budgets/cost-estimates.js';
import { GatedCalls } from '../capture/gated-calls.js';
import { LlmCallRecorder } from '../recording/llm-call-recorder.js';
import { LlmLoggerService } from './llm-logger.service.js';
import { MethodCapture } from '../capture/method-capture.js';
import { MethodWarnings } from '../recording/method-warnings.js';
import { loadActiveSpan } from '../context/active-span.js';
import { LlmContextInterceptor } from '../context/llm-context.interceptor.js';
import { LlmContextMiddleware } from '../context/llm-context.middleware.js';
import { LlmContextService } from '../context/llm-context.service.js';
import { RequestContexts } from '../context/request-contexts.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { CALL_LISTENER } from '../telemetry/calls/call-listener.js';
import { loadCallTelemetry } from '../telemetry/calls/call-telemetry.js';

/** From a call that is noticed to its record. They need an `LlmDatabase`, `CallDelivery`, `GlobalFetch`, `LlmStatsService` and the resolved options. */
export const RECORDING_PROVIDERS: Provider[] = [
  { provide: LlmContextService, useFactory: async () => new LlmContextService(await loadActiveSpan()) },
  RequestContexts,
  LlmContextInterceptor,
  LlmContextMiddleware,
  { provide: APP_INTERCEPTOR, useExisting: LlmContextInterceptor },
  MethodWarnings,
  { provide: CALL_LISTENER, useFactory: loadCallTelemetry, inject: [LLM_LOGGING_RESOLVED_OPTIONS] },
  { provide: KnownBudgets, useFactory: (database: LlmDatabase) => new KnownBudgets(database), inject: [LlmDatabase] },
  CostEstimates,
  BudgetGate,
  GatedCalls,
  LlmCallRecorder,
  { provide: TokenCounter, useFactory: tokenCounterFor, inject: [LLM_LOGGING_RESOLVED_OPTIONS] },
  LlmExchanges,
  LoggingFetch,
  ProcessClients,
  MethodCapture,
  InstanceBinder,
  LlmLoggerService,
];

/** Of these, what other modules inject, or are handed: annotated methods, and interceptor and middleware where they use them. */
export const RECORDING_EXPORTS = [
  LlmContextService,
  LlmContextInterceptor,
  LlmContextMiddleware,
  LlmLoggerService,
  MethodCapture,
  RequestContexts,
];
