import type {
  CaptureOptions,
  DatabaseOptions,
  DeliveryOptions,
  ExportDestination,
  ExportsOptions,
  IngestOptions,
  LlmLoggingOptions,
  RetentionRule,
  SearchOptions,
  StatsDatabaseOptions,
  TelemetryOptions,
} from './llm-logging-options.js';
import type { LlmAlert, LlmNotifyOptions } from '../alerts/llm-alert.js';
import type { LlmBudget } from '../storage/budgets/llm-budget.js';
import type { PriceOverride } from 'llm-exchange/pricing';
import type { Redaction } from 'llm-exchange/privacy';

/** The options with every default filled in: what the parts of the package read. Frozen. */
export interface ResolvedOptions {
  readonly enabled: boolean;
  readonly database: DatabaseOptions;
  /** Undefined: `database`. */
  readonly statsDatabase: StatsDatabaseOptions | undefined;
  readonly migrate: boolean;
  readonly release: string | undefined;
  readonly environment: string | undefined;
  readonly capture: Readonly<Required<CaptureOptions>>;
  /** `false`: nothing is taken from others. */
  readonly ingest: false | Readonly<Required<IngestOptions>>;
  readonly telemetry: Readonly<Required<TelemetryOptions>>;
  readonly context: LlmLoggingOptions['context'];
  /** The rules of the application's own, ready to be applied. */
  readonly redact: readonly Redaction[];
  readonly prices: readonly PriceOverride[];
  /** Undefined: the list that is installed. */
  readonly refreshPrices: { readonly everyHours: number; readonly url: string | undefined } | undefined;
  readonly delivery: ResolvedDelivery;
  readonly pendingTimeoutMs: number;
  readonly search: Readonly<Required<SearchOptions>>;
  readonly timeZone: string;
  /** Undefined: the options say nothing of budgets, so none is removed either. */
  readonly budgets: readonly LlmBudget[] | undefined;
  readonly alerts: readonly LlmAlert[];
  readonly notify: LlmNotifyOptions;
  readonly retention: ResolvedRetention;
  /** `false`: nothing is exported. */
  readonly exports: false | ResolvedExports;
}

interface ResolvedExports extends Readonly<Required<Omit<ExportsOptions, 'to' | 'formats' | 'since'>>> {
  readonly to: Readonly<ExportDestination>;
  readonly formats: readonly ('parquet' | 'ndjson')[];
  /** Undefined: the first call's hour. */
  readonly since: Date | undefined;
}

export interface ResolvedRetention {
  readonly days: number | undefined;
  readonly payloadDays: number | undefined;
  readonly rules: readonly RetentionRule[];
  readonly holdTags: readonly string[];
  readonly sumsDays: number | undefined;
  readonly auditDays: number;
  readonly cron: string;
  /** Whether cleanup runs by itself. */
  readonly enabled: boolean;
}

interface ResolvedDelivery extends Readonly<Required<DeliveryOptions>> {
  /** Whether others may write beside the journal's directory. */
  readonly isPublicPlace: boolean;
}
