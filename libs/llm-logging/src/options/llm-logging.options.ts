import type { ExecutionContext } from '@nestjs/common';
import { type LlmContext, MAX_INTEGER } from 'llm-exchange/call';
import type { PriceOverride } from 'llm-exchange/pricing';
import { type Redaction, type RedactionRule, resolveRules } from 'llm-exchange/privacy';
import { adminOptions, type AdminOptions } from './admin.options.js';
import { alert, type LlmAlert } from './alerts.options.js';
import { applicationName } from './application.options.js';
import { budget, type LlmBudget } from './budgets.options.js';
import { captureOptions, type CaptureOptions } from './capture.options.js';
import {
  databaseOptions,
  statsDatabaseOptions,
  type DatabaseOptions,
  type StatsDatabaseOptions,
} from './database.options.js';
import { deliveryOptions, type DeliveryOptions } from './delivery.options.js';
import { exportsOptions, type ExportsOptions } from './exports.options.js';
import { ingestOptions, type IngestOptions } from './ingest.options.js';
import { notifyOptions, type LlmNotifyOptions } from './notify.options.js';
import { pricesOption, refreshPricesOption, type PriceRefreshOptions } from './prices.options.js';
import { retentionOptions, type RetentionOptions } from './retention.options.js';
import { eachNamed, listOf } from './schema/list.js';
import { wholeNumber } from './schema/numbers.js';
import type { MembersOf, Option, ResolvedOf } from './schema/option.js';
import { optional, orFalse, section } from './schema/section.js';
import { callback, flag, withDefault } from './schema/values.js';
import { searchOptions, type SearchOptions } from './search.options.js';
import { telemetryOptions, type TelemetryOptions } from './telemetry.options.js';
import { timeZone } from './time-zone.js';

export interface LlmLoggingOptions {
  /**
   * `false` switches the log off: annotated methods run plainly, nothing is opened, connected or observed, services can be injected, and
   * there are no admin routes (options that come from a factory: they answer 503). `database` may then be empty.
   * @default `true`
   */
  enabled?: boolean;
  /** Where calls are stored: PostgreSQL 14 or later. */
  database: DatabaseOptions;
  /**
   * A read replica of `database`, for statistics. It may lag: answers are then as old as it is.
   * @default `database`
   */
  statsDatabase?: StatsDatabaseOptions;
  /**
   * Run the package's own migrations at start.
   * @default `true`
   */
  migrate?: boolean;
  /**
   * Of the application, on each row.
   * @default the environment variable `RELEASE`
   */
  release?: string;
  /**
   * Of the application, on each row: `production`, `staging` …
   * @default the environment variable `NODE_ENV`
   */
  environment?: string;
  /** What is recorded without annotations, and how much of it. */
  capture?: CaptureOptions;
  /**
   * Takes calls that other services report.
   * @default `false`
   */
  ingest?: false | IngestOptions;
  /** Calls as spans and metrics of OpenTelemetry. */
  telemetry?: TelemetryOptions;
  /** Who is calling: user, session, company … Runs once a request, after its guards. */
  context?: (host: ExecutionContext) => Partial<LlmContext>;
  /**
   * What must not be stored, besides secrets, which never are.
   * @default `[]`
   */
  redact?: RedactionRule[];
  /**
   * Prices of your own: negotiated ones, discounts, models that the price list does not know. The first that matches a call counts.
   * @default `[]`
   */
  prices?: PriceOverride[];
  /**
   * `true` fetches the newest price list at start and every 24 hours; `false` uses the one that is installed.
   * @default `false`
   */
  refreshPrices?: boolean | PriceRefreshOptions;
  /** How calls wait for the database, and how much may wait. */
  delivery?: DeliveryOptions;
  /**
   * How long a call may be pending: then its process is taken for dead, and the call becomes a `timeout`, which a late outcome still
   * replaces.
   * @default 900,000 ms
   */
  pendingTimeoutMs?: number;
  /** The index for searching texts. */
  search?: SearchOptions;
  /**
   * IANA name of the reporting time zone, such as `Europe/Berlin`: days, weeks and months of statistics, budgets and the dashboard begin
   * there where a question names no other zone.
   * @default `UTC`
   */
  timeZone?: string;
  /**
   * How much may be spent. Those that were in this list at an earlier start, and are not any more, are removed.
   * @default none is defined or removed
   */
  budgets?: LlmBudget[];
  /**
   * What is reported as soon as it happens.
   * @default `[]`
   */
  alerts?: LlmAlert[];
  /** Where events of budgets and alerts are sent, besides to methods with `@OnLlmAlert()`. */
  notify?: LlmNotifyOptions;
  /** How long calls and their texts are kept. Without it for ever. */
  retention?: RetentionOptions;
  /**
   * Writes calls and rollups of each hour to files.
   * @default `false`
   */
  exports?: false | ExportsOptions;
  /**
   * The admin HTTP API and the dashboard.
   * @default `false`
   */
  admin?: false | AdminOptions;
}

const redact: Option<readonly Redaction[]> = {
  fallback: [],
  read: (given, place) =>
    resolveRules(given, (fault) => {
      const [field = '', ...problem] = fault.split(': ');
      place.faults.push({ field, problem: problem.join(': ') });
    }),
};

const definedBudgets: Option<readonly LlmBudget[] | undefined> = {
  ...listOf(budget),
  fallback: undefined,
  read: (given, place) => (given === undefined ? undefined : eachNamed(listOf(budget)).read(given, place)),
};

/** All options: their checks and defaults, and the page of options in the docs. */
export const llmLoggingOptions = section({
  enabled: flag(true),
  database: databaseOptions,
  statsDatabase: optional(statsDatabaseOptions),
  migrate: flag(true),
  release: applicationName('RELEASE'),
  environment: applicationName('NODE_ENV'),
  capture: captureOptions,
  ingest: orFalse(ingestOptions),
  telemetry: telemetryOptions,
  context: callback<NonNullable<LlmLoggingOptions['context']>>(),
  redact,
  prices: pricesOption,
  refreshPrices: refreshPricesOption,
  delivery: deliveryOptions,
  pendingTimeoutMs: wholeNumber({ default: 15 * 60_000, from: 100, to: MAX_INTEGER, unit: 'ms' }),
  search: searchOptions,
  timeZone: withDefault(timeZone, 'UTC'),
  budgets: definedBudgets,
  alerts: eachNamed(listOf(alert)),
  notify: notifyOptions,
  retention: retentionOptions,
  exports: orFalse(exportsOptions),
  admin: orFalse(adminOptions),
  isGlobal: flag(true),
} satisfies MembersOf<LlmLoggingOptions & { isGlobal: boolean }>);

/** The options with every default filled in: what the parts of the package read. Frozen. */
export type ResolvedOptions = Omit<ResolvedOf<typeof llmLoggingOptions>, 'admin' | 'isGlobal'>;
