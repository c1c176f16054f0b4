import { Inject, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { applicationConfigOf } from '../admin/requests/application-config.js';
import { standOutside } from '../admin/access/outside-globals.js';
import { AuditNotes } from '../admin/audit/audit-notes.js';
import { DashboardFiles } from '../admin/dashboard/dashboard-files.js';
import { LiveCalls } from '../admin/live/live-calls.js';
import { AlertEvaluator } from '../alerts/alert-evaluator.js';
import { AlertMethods } from '../alerts/alert-methods.js';
import { DroppedRecords } from '../alerts/dropped-records.js';
import { EventDelivery } from '../alerts/event-delivery.js';
import { LlmAlertService } from '../alerts/llm-alert.service.js';
import { BudgetKeeper } from '../budgets/budget-keeper.js';
import { BudgetRecounts } from '../budgets/budget-recounts.js';
import { BudgetProblemFilter } from '../budgets/budget-problem.filter.js';
import { LlmBudgetGuard } from '../budgets/llm-budget.guard.js';
import { LlmBudgetService } from '../budgets/llm-budget.service.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import { LlmContextInterceptor } from '../context/llm-context.interceptor.js';
import { LlmContextMiddleware } from '../context/llm-context.middleware.js';
import { openRequests } from '../context/open-requests.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import { CallStore } from '../storage/writing/call-store.js';
import { NoDelivery } from '../delivery/no-delivery.js';
import { PartitionOutlook } from '../storage/partitions/partition-outlook.js';
import { IngestCounters } from '../telemetry/health/ingest-counters.js';
import { LlmLoggingHealth } from '../telemetry/health/llm-logging-health.js';
import { LlmLoggingHealthIndicator } from '../telemetry/health/llm-logging-health.indicator.js';
import { LlmIngest } from '../ingest/llm-ingest.js';
import { LlmExportService } from '../exports/llm-export.service.js';
import { LlmLoggingError } from '../errors.js';
import { LlmLoggingLifecycle } from './lifecycle.js';
import { StartLine } from './start-line.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './module-definition.js';
import { RECORDING_EXPORTS, RECORDING_PROVIDERS } from './recording-providers.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_ADMIN_OPTIONS, LLM_LOGGING_DATA_SOURCE, LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { PriceRefresh } from './price-refresh.service.js';
import { ErasureKeeper } from '../retention/erasure-keeper.js';
import { PendingSweeper } from '../storage/upkeep/pending-sweeper.js';
import { LlmCleanupService } from '../retention/llm-cleanup.service.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import { LlmRollupService } from '../rollups/build/llm-rollup.service.js';
import { STATS_DATABASE } from '../stats/stats-database.js';
import { LlmAuditLog } from '../admin/audit/llm-audit-log.js';
import { CallWriter } from '../storage/writing/call-writer.js';
import { LlmCall } from '../storage/rows/llm-call.entity.js';
import { LlmCallRepository } from '../calls/llm-call.repository.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { NoDatabase } from '../storage/no-database.js';
import { dataSourceToken, repositoryToken } from '../storage/typeorm-tokens.js';
import { PartitionKeeper } from '../storage/upkeep/partition-keeper.js';
import { LlmSearchIndexService } from '../storage/upkeep/llm-search-index.service.js';

/** Token of what is done before NestJS makes the routes. */
const OUTSIDE_GLOBALS = Symbol('OutsideGlobals');

const SWITCHED_OFF =
  'The LLM log is switched off by its option `enabled: false`: it has no database to read from. Set `enabled: true`, and `database`, where calls are to be recorded and read.';

const PUBLIC_SERVICES = [
  LlmCallRepository,
  LlmStatsService,
  LlmRollupService,
  LlmCleanupService,
  LlmSearchIndexService,
  LlmAuditLog,
  LlmLoggingHealth,
  LlmLoggingHealthIndicator,
  LlmIngest,
  LlmExportService,
  LlmAlertService,
  LlmBudgetService,
  LlmBudgetGuard,
];

/**
 * Records every LLM call of the application in its own PostgreSQL.
 *
 * @example
 * `LlmLoggingModule.forRoot({ database: { url: process.env.DATABASE_URL } })`
 */
@Module({
  providers: [
    {
      provide: LLM_LOGGING_RESOLVED_OPTIONS,
      useFactory: resolveOptions,
      inject: [MODULE_OPTIONS_TOKEN, LLM_ADMIN_OPTIONS],
    },
    ...RECORDING_PROVIDERS,
    {
      provide: LlmDatabase,
      useFactory: (options: ResolvedOptions, moduleRef: ModuleRef) =>
        options.enabled ? new LlmDatabase(options, dataSourceFinder(moduleRef)) : new NoDatabase(SWITCHED_OFF),
      inject: [LLM_LOGGING_RESOLVED_OPTIONS, ModuleRef],
    },
    {
      provide: dataSourceToken(LLM_LOGGING_DATA_SOURCE),
      useFactory: (database: LlmDatabase) => database.dataSource,
      inject: [LlmDatabase],
    },
    {
      provide: repositoryToken(LlmCall, LLM_LOGGING_DATA_SOURCE),
      useFactory: (database: LlmDatabase) => database.dataSource.getRepository(LlmCall),
      inject: [LlmDatabase],
    },
    {
      provide: CallStore,
      useFactory: (database: LlmDatabase, budgets: KnownBudgets) => new CallWriter(database, budgets),
      inject: [LlmDatabase, KnownBudgets],
    },
    AlertEvaluator,
    AlertMethods,
    DroppedRecords,
    EventDelivery,
    LlmAlertService,
    BudgetRecounts,
    BudgetKeeper,
    LlmBudgetService,
    LlmBudgetGuard,
    { provide: APP_FILTER, useClass: BudgetProblemFilter },
    {
      provide: CallDelivery,
      useFactory: (options: ResolvedOptions, store: CallStore) =>
        options.enabled ? new CallDelivery(store, options) : new NoDelivery(),
      inject: [LLM_LOGGING_RESOLVED_OPTIONS, CallStore],
    },
    LlmCallRepository,
    {
      provide: STATS_DATABASE,
      useFactory: statsDatabase,
      inject: [LLM_LOGGING_RESOLVED_OPTIONS, LlmDatabase],
    },
    LlmStatsService,
    LlmRollupService,
    LlmCleanupService,
    LlmSearchIndexService,
    IngestCounters,
    LlmLoggingHealth,
    LlmLoggingHealthIndicator,
    PendingSweeper,
    ErasureKeeper,
    PartitionKeeper,
    { provide: PartitionOutlook, useExisting: PartitionKeeper },
    PriceRefresh,
    LlmIngest,
    LlmExportService,
    LlmLoggingLifecycle,
    StartLine,
    {
      provide: OUTSIDE_GLOBALS,
      useFactory: (moduleRef: ModuleRef, own: LlmContextInterceptor) =>
        standOutside(applicationConfigOf(moduleRef), (enhancer) => enhancer === own),
      inject: [ModuleRef, LlmContextInterceptor],
    },
    DashboardFiles,
    LiveCalls,
    LlmAuditLog,
    AuditNotes,
  ],
  exports: [
    ...RECORDING_EXPORTS,
    ...PUBLIC_SERVICES,
    dataSourceToken(LLM_LOGGING_DATA_SOURCE),
    repositoryToken(LlmCall, LLM_LOGGING_DATA_SOURCE),
  ],
})
export class LlmLoggingModule extends ConfigurableModuleClass implements NestModule {
  /** @throws LlmLoggingError where the application has two logs, and one of them for all its modules. */
  constructor(
    modules: ModulesContainer,
    private readonly host: HttpAdapterHost,
    private readonly requests: LlmContextMiddleware,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    super();
    const logs = [...modules.values()].filter(({ metatype }) => metatype === LlmLoggingModule);
    if (logs.length > 1 && logs.some(({ isGlobal }) => isGlobal)) throw new LlmLoggingError(SEVERAL);
  }

  /** Requests have their trace from their beginning. */
  configure(): void {
    if (!this.options.enabled) return;
    openRequests(this.host.httpAdapter, (request, next) =>
      this.requests.use(request as Parameters<LlmContextMiddleware['use']>[0], undefined, next),
    );
  }
}

const SEVERAL =
  'LlmLoggingModule is imported more than once, each time with options of its own: there would be several logs, each with its own connections. Import `LlmLoggingModule.forRoot(…)` once, in the root module: it is global, so that every module has its services. Where a module has to import it again, keep what forRoot() returned in a constant and import that.';

function statsDatabase({ statsDatabase: replica }: ResolvedOptions, database: LlmDatabase): LlmDatabase {
  if (replica === undefined) return database;
  return new LlmDatabase({ database: { ...replica, schema: database.schema }, migrate: false });
}

function dataSourceFinder(moduleRef: ModuleRef): (name: string) => DataSource {
  return (name) => {
    try {
      return moduleRef.get<DataSource>(dataSourceToken(name), { strict: false });
    } catch {
      throw new LlmLoggingError(
        `There is no TypeORM DataSource "${name}", which the option \`database\` names: import TypeOrmModule.forRoot() for it, or give the log a \`url\` of its own.`,
      );
    }
  };
}
