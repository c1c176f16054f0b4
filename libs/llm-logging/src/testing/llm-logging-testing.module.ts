import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { GlobalFetch } from '../capture/fetch/global-fetch.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import { IngestCounters } from '../telemetry/health/ingest-counters.js';
import { LlmLoggingHealth } from '../telemetry/health/llm-logging-health.js';
import { LlmLoggingHealthIndicator } from '../telemetry/health/llm-logging-health.indicator.js';
import { RECORDING_EXPORTS, RECORDING_PROVIDERS } from '../module/recording-providers.js';
import type { LlmLoggingOptions } from '../options/llm-logging.options.js';
import { resolveOptions } from '../options/resolve-options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { LlmCleanupService } from '../retention/llm-cleanup.service.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import { STATS_DATABASE } from '../stats/stats-database.js';
import { LlmCallRepository } from '../calls/llm-call.repository.js';
import { LlmAuditLog } from '../admin/audit/llm-audit-log.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { NoDatabase } from '../storage/no-database.js';
import { PartitionOutlook } from '../storage/partitions/partition-outlook.js';
import { FetchAtEnd } from './fetch-at-end.js';
import { LlmCallsProbe } from './llm-calls-probe.js';
import { RecordedCalls } from './recorded-calls.js';

/** Of the options those that say what a record holds. */
export type LlmLoggingTestingOptions = Pick<LlmLoggingOptions, 'capture' | 'context' | 'redact' | 'prices'>;

/** They are there to be injected. Asked for what only a database knows, they say that there is none. */
const SERVICES = [
  LlmCallRepository,
  LlmStatsService,
  LlmCleanupService,
  LlmAuditLog,
  LlmLoggingHealth,
  LlmLoggingHealthIndicator,
];

const NO_DATABASE =
  'LlmLoggingTestingModule has no database. Ask LlmCallsProbe what was recorded, or replace the service that was asked: `overrideProvider(LlmStatsService).useValue(…)`.';

const WITHOUT_DATABASE: Provider[] = [
  { provide: LlmDatabase, useFactory: () => new NoDatabase(NO_DATABASE) },
  { provide: STATS_DATABASE, useExisting: LlmDatabase },
  { provide: PartitionOutlook, useValue: { end: null, isShort: false } satisfies PartitionOutlook },
  IngestCounters,
  ...SERVICES,
];

/**
 * Stands in for `LlmLoggingModule` in tests: methods, contexts and clients are noticed as in the application, and what would be
 * stored is kept in memory, where {@link LlmCallsProbe} finds it. There is no database, no journal and no timer.
 */
@Module({})
export class LlmLoggingTestingModule {
  /**
   * @example
   * const module = await Test.createTestingModule({
   *   imports: [LlmLoggingTestingModule.forTest()],
   *   providers: [ChatService],
   * }).compile();
   * await module.get(ChatService).reply('Hello');
   * expect(module.get(LlmCallsProbe).calls()).toMatchObject([{ callType: 'chat', prompt: 'Hello' }]);
   *
   * @throws LlmLoggingOptionsError that lists every fault of the options.
   */
  static forTest(options: LlmLoggingTestingOptions = {}): DynamicModule {
    return {
      module: LlmLoggingTestingModule,
      global: true,
      providers: [
        { provide: LLM_LOGGING_RESOLVED_OPTIONS, useFactory: () => optionsForTest(options) },
        { provide: GlobalFetch, useValue: earlyFetch(options) },
        RecordedCalls,
        { provide: CallDelivery, useExisting: RecordedCalls },
        ...RECORDING_PROVIDERS,
        ...WITHOUT_DATABASE,
        FetchAtEnd,
        LlmCallsProbe,
      ],
      exports: [...RECORDING_EXPORTS, ...SERVICES, LlmCallsProbe],
    };
  }
}

/** Before clients of SDKs are made, as in the application. */
function earlyFetch({ capture }: LlmLoggingTestingOptions): GlobalFetch {
  const globalFetch = new GlobalFetch();
  if ((capture?.fetch ?? capture?.auto) === true) globalFetch.takePlace();
  return globalFetch;
}

function optionsForTest(options: LlmLoggingTestingOptions): ReturnType<typeof resolveOptions> {
  return resolveOptions(
    {
      ...options,
      database: { url: 'postgres://localhost/none' },
      delivery: { durability: 'memory' },
      retention: { enabled: false },
    },
    false,
  );
}
