import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { LlmContext } from 'llm-exchange/call';
import type { PriceOverride } from 'llm-exchange/pricing';
import type { RedactionRule } from 'llm-exchange/privacy';
import type { LlmBudget } from '../storage/budgets/llm-budget.js';
import type { LlmAlert, LlmNotifyOptions } from '../alerts/llm-alert.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';

/** A connection of the log's own, or a TypeORM DataSource that the application has. */
export type DatabaseOptions =
  | {
      /** `postgres://user:password@host:port/database`, PostgreSQL 14 or later. */
      url: string;
      /** Connections of the log's own pool. Default 4. */
      poolSize?: number;
      /** Schema of the log's tables, made when missing. Default: the first of the connection's `search_path`. */
      schema?: string;
      /** As `pg` takes it: `true`, or TLS options. */
      ssl?: boolean | Record<string, unknown>;
    }
  | {
      /** Name of one of the application's DataSources (`default` for the unnamed one): its pool is shared. */
      dataSource: string;
      /** Schema of the log's tables, made when missing. Default: the first of the connection's `search_path`. */
      schema?: string;
    };

export interface StatsDatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Default 4. */
  poolSize?: number;
  /** As `pg` takes it: `true`, or TLS options. */
  ssl?: boolean | Record<string, unknown>;
}

export interface DeliveryOptions {
  /**
   * Where accepted calls wait for the database. `journal`: in files too, so that they outlive the process; `memory`: in memory alone.
   * Default `journal`.
   */
  durability?: 'journal' | 'memory';
  /**
   * Directory of the journal, for this log alone. What a dead process left there is stored by the next. Default: one of the application's
   * name in the system's temporary directory.
   */
  journalDirectory?: string;
  /** `true` writes each turn's calls through to the disk, which outlives a loss of power and takes the disk's time. Default `false`. */
  fsync?: boolean;
  /** Bytes of the journal at most. Past it the oldest texts go first, then the oldest calls; both are counted. Default 1 GiB. */
  maxJournalBytes?: number;
  /** How long an accepted call waits for others before its batch is sent, and one that has begun for its outcome, in ms. Default 200. */
  flushIntervalMs?: number;
  /** Rows of one INSERT at most. Default 1000. */
  maxBatchRows?: number;
  /**
   * Bytes of calls waiting in memory at most. Of further calls from three quarters of it on the journal alone knows; without a
   * journal they are kept without their texts, and past it dropped; both are counted. Default 64 MiB.
   */
  maxBufferedBytes?: number;
  /** How long shutdown waits for the last batches, in ms. Default 10,000. */
  shutdownTimeoutMs?: number;
}

export interface CaptureOptions {
  /**
   * `true` records every exchange that passes through the global `fetch` to a provider known or named in `hosts`: nothing to
   * annotate. Default `false`.
   */
  fetch?: boolean;
  /**
   * `true` records the exchanges of every client of the process with these hosts, not only those through the global `fetch`: `node:http`,
   * `node:https` (axios, got, node-fetch), `node:http2` (AWS SDK), `fetch`, `request` and clients of undici, and WebSockets. Default `false`.
   */
  auto?: boolean;
  /** More hosts that are providers, with the provider's name: `{ 'llm.internal:8000': 'vllm' }`. */
  hosts?: Readonly<Record<string, string>>;
  /** `false` keeps numbers and drops texts: prompt, system prompt, response, parameters and tool calls. Default `true`. */
  payloads?: boolean;
  /** Bytes of one text at most; a longer one keeps its head and tail. Default 262,144. */
  maxPayloadBytes?: number;
}

export interface SearchOptions {
  /**
   * Partitions whose time is over get an index of their texts, off the path of writing, with `CREATE INDEX CONCURRENTLY`. `false` makes
   * none: `search` reads the texts. Default `true`, with `migrate`.
   */
  index?: boolean;
}

/** How long the calls that it names are kept. A call follows the first rule that names it; what that does not say is as for all. */
export interface RetentionRule {
  callType?: string;
  status?: string;
  /** Calls with this tag. */
  tag?: string;
  companyId?: string;
  days?: number;
  payloadDays?: number;
}

export interface RetentionOptions {
  /** Calls older than this are removed; their sums stay, see `sumsDays`. Default: kept for ever. */
  days?: number;
  /** Calls older than this lose prompt, system prompt, request parameters, response and tool calls; numbers stay. Default: never. */
  payloadDays?: number;
  /** Other times for some calls. */
  rules?: readonly RetentionRule[];
  /** Legal hold: calls with one of these tags are neither removed nor emptied, nor erased with their user. */
  holdTags?: readonly string[];
  /**
   * Sums of weeks that ended longer ago are removed: at least `days`, and those of every rule. Statistics of that time are then zero, also
   * where calls are under legal hold. Default: kept for ever.
   */
  sumsDays?: number;
  /** Rows of `llm_audit_log` older than this are removed. Default 400. */
  auditDays?: number;
  /** When cleanup runs, as a cron expression (server time). Default `17 3 * * *`. */
  cron?: string;
  /** `false` turns the scheduled cleanup off. Default `true` when there is anything to do. */
  enabled?: boolean;
}

/** The HTTP request as the platform (Express, Fastify) hands it over. */
export type AdminRequest = Record<string, unknown>;

export interface AdminAuditOptions {
  /** Who asks. Default: `id`, `sub`, `userId`, `email` or `username` of the `request.user` that guards leave, otherwise the address. */
  actor?: (request: AdminRequest) => string;
}

/** So many requests of one client in so much time. */
export interface AdminRateLimit {
  /** Default 600. */
  requests?: number;
  /** Default 60. */
  perSeconds?: number;
}

export interface AdminOptions {
  /** Prefix of the routes. Default `admin/llm`. */
  path?: string;
  /** Guards of every admin route: who may read everything that was ever asked of a model. */
  guards?: Type<CanActivate>[];
  /** `true` opens the admin routes to everyone. Meant for a laptop. */
  public?: true;
  /**
   * `true`: guards, interceptors and pipes that the application has for all its routes stand before the admin routes too. Default `false`: an
   * envelope, a throttler or a validation of the application's own leaves them alone. Middleware reaches them either way.
   */
  inheritGlobals?: boolean;
  /** `false`: no dashboard, the API alone. Default `true`. */
  dashboard?: boolean;
  /** Limits what a request may see to one company. */
  scope?: (request: AdminRequest) => { companyId?: string };
  /** `masked` shows a request numbers only: every text is null. Default: `full`, for whoever the guards let in. */
  payloads?: (request: AdminRequest) => 'full' | 'masked';
  /** Who has read a text, removed or repeated a call is noted in `llm_audit_log`. `false` turns that off. */
  audit?: false | AdminAuditOptions;
  /**
   * Makes a call again, to reproduce what happened: `POST calls/:id/replay` hands it over. What it returns is the answer, as JSON.
   * `services.get(ChatService, { strict: false })` finds what the application has. Default: there is no replay.
   */
  replay?: (call: LlmCall, request: AdminRequest, services: ModuleRef) => unknown;
  /**
   * Over all admin routes; what goes beyond it is answered with 429. Each process counts for itself. `false`: no limit. Default 600
   * requests in 60 s.
   */
  rateLimit?: AdminRateLimit | false;
  /** `true`: assistants may ask the log by the Model Context Protocol at `POST mcp`; needs `@modelcontextprotocol/sdk`. Default `false`. */
  mcp?: boolean;
}

export interface PriceRefreshOptions {
  /** Default 24. */
  everyHours?: number;
  /** Default: where `@pydantic/genai-prices` keeps its list. */
  url?: string;
}

/** What one sender of calls is known by, and what holds for all that it sends. */
export interface IngestToken {
  /** Sent as `Authorization: Bearer …`, or as the password of Basic authentication. Make it long and random. */
  token: string;
  /** All its calls are this company's, whatever they say. */
  companyId?: string;
  /** Name of the service; goes to `metadata.service`. Default: what the sender calls itself. */
  service?: string;
  /** `false`: of its calls no text is stored. Default `true`. */
  texts?: boolean;
}

/** Calls that other services report: by OpenTelemetry (OTLP/HTTP) and by LiteLLM. */
export interface IngestOptions {
  /** Where they are sent, below the root of the application: its global prefix does not count. Default `llm-ingest`. */
  path?: string;
  /** Who may send. */
  tokens: IngestToken[];
  /** Bytes of one request at most, decompressed. Default 16 MiB. */
  maxBodyBytes?: number;
}

/** Calls as spans and metrics of OpenTelemetry, where the application has its SDK; needs `@opentelemetry/api`. */
export interface TelemetryOptions {
  /**
   * `auto`: a call inside a span that an instrumentation has opened for it puts its id and cost there; any other gets a span of its own. `off`:
   * no span is made or changed. Default `auto`.
   */
  spans?: 'auto' | 'off';
  /**
   * `true`: `gen_ai.client.token.usage`, `gen_ai.client.operation.duration` and `llm_logging.cost`. Leave it out where an instrumentation sends
   * the first two. Default `false`.
   */
  metrics?: boolean;
  /** `true`: prompts, answers and error messages, redacted as in the rows, go onto spans of the log's own. Default `false`. */
  content?: boolean;
}

/** Where files of an export go: a directory, or a bucket of an S3-compatible store (needs `@aws-sdk/client-s3`). */
export type ExportDestination =
  | { directory: string }
  | {
      bucket: string;
      /** Before each key. */
      prefix?: string | undefined;
      /** Default `us-east-1`. */
      region?: string | undefined;
      /** Of a store that is not S3 itself. */
      endpoint?: string | undefined;
      /** The bucket stands in the path, not in the host's name. Default: `true` with an `endpoint`. */
      pathStyle?: boolean | undefined;
      /** Default: as the AWS SDK finds them in the environment. */
      credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined } | undefined;
    };

/** Writes calls and rollups of each hour to files. */
export interface ExportsOptions {
  to: ExportDestination;
  /** `parquet` needs `hyparquet-writer`; `ndjson` is compressed with gzip. Default `['parquet']`. */
  formats?: ('parquet' | 'ndjson')[];
  /** `true`: prompts, answers, parameters, tool calls, error messages and metadata too. Default `false`. */
  texts?: boolean;
  /** The first hour. Default: that of the first call. */
  since?: Date | string;
  /** Minutes after the end of an hour, so that calls have ended and arrived. Default 30. */
  delayMinutes?: number;
  /** When hours that are due are written, as a cron expression (server time). Default `12 * * * *`. */
  cron?: string;
  /** `false`: by hand alone, with `LlmExportService` or the command. Default `true`. */
  enabled?: boolean;
}

export interface LlmLoggingOptions {
  /**
   * `false` switches the log off: annotated methods run plainly, nothing is opened, connected or observed, services can be injected, and
   * there are no admin routes (options that come from a factory: they answer 503). `database` may then be empty. Default `true`.
   */
  enabled?: boolean;
  /** Where calls are stored: PostgreSQL 14 or later. */
  database: DatabaseOptions;
  /** A read replica of `database`, for statistics. It may lag: answers are then as old as it is. Default: `database`. */
  statsDatabase?: StatsDatabaseOptions;
  /** Run the package's own migrations at start. Default `true`. */
  migrate?: boolean;
  /** Of the application: each row says it. Default: the environment variable `RELEASE`. */
  release?: string;
  /** Of the application: `production`, `staging` … Default: the environment variable `NODE_ENV`. */
  environment?: string;
  /** What is recorded without annotations, and how much of it. */
  capture?: CaptureOptions;
  /** Takes calls that other services report. Default `false`. */
  ingest?: false | IngestOptions;
  /** Calls as spans and metrics of OpenTelemetry. */
  telemetry?: TelemetryOptions;
  /** Who is calling: user, session, company … Runs once a request, after its guards. */
  context?: (host: ExecutionContext) => Partial<LlmContext>;
  /** What must not be stored, besides secrets, which never are: see `docs/privacy.md`. */
  redact?: RedactionRule[];
  /** Prices of your own: negotiated ones, discounts, models that the price list does not know. The first that matches a call counts. */
  prices?: PriceOverride[];
  /** `true` fetches the newest price list at start and every 24 hours. Default: the one that is installed. */
  refreshPrices?: boolean | PriceRefreshOptions;
  /** How calls wait for the database, and how much may wait. */
  delivery?: DeliveryOptions;
  /**
   * How long a call may be pending, in ms: then its process is taken for dead, and the call becomes a `timeout`, which a late
   * outcome still replaces. Default 900,000 (15 minutes).
   */
  pendingTimeoutMs?: number;
  /** The index for searching texts. */
  search?: SearchOptions;
  /**
   * IANA name of the reporting time zone, such as `Europe/Berlin`: days, weeks and months of statistics, budgets and the dashboard begin
   * there where a question names no other zone. Default `UTC`.
   */
  timeZone?: string;
  /** How much may be spent. Those that were in this list at an earlier start, and are not any more, are removed. */
  budgets?: LlmBudget[];
  /** What is told as soon as it happens. */
  alerts?: LlmAlert[];
  /** Where events of budgets and alerts are sent, besides to methods with `@OnLlmAlert()`. */
  notify?: LlmNotifyOptions;
  /** How long calls and their texts are kept. Default: for ever. */
  retention?: RetentionOptions;
  /** Calls and rollups of each hour as files. Default `false`. */
  exports?: false | ExportsOptions;
  /** The admin HTTP API. Absent or `false`: there is none. */
  admin?: false | AdminOptions;
}
