import { MAX_INTEGER } from 'llm-exchange/call';
import { defaultJournalDirectory } from '../delivery/journal/default-directory.js';
import { faultOfDatabaseUrl } from './database-url.js';
import { LlmLoggingOptionsError } from '../errors.js';
import type { AdminOptions, LlmLoggingOptions } from './llm-logging-options.js';
import { OptionReader } from './option-reader.js';
import { ingestOf } from './resolve-ingest.js';
import { exportsOf } from './resolve-exports.js';
import { retentionOf } from './resolve-retention.js';
import type { ResolvedOptions } from './resolved-options.js';
import { alertsOf, budgetsOf, notifyOf, timeZoneOf } from './resolve-budgets.js';
import { resolveRules } from 'llm-exchange/privacy';

const MIB = 1024 * 1024;

/** Stands for the database of a log that is switched off; nobody connects to it. */
const NOWHERE = 'postgres://localhost/none';

const DELIVERY = [
  'durability',
  'journalDirectory',
  'fsync',
  'maxJournalBytes',
  'flushIntervalMs',
  'maxBatchRows',
  'maxBufferedBytes',
  'shutdownTimeoutMs',
];

const ADMIN = [
  'path',
  'guards',
  'public',
  'inheritGlobals',
  'dashboard',
  'scope',
  'payloads',
  'audit',
  'replay',
  'rateLimit',
  'mcp',
];

/**
 * Fills in the defaults and freezes.
 * @param admin what was given statically as `admin`: routes are made before any factory runs.
 * @throws LlmLoggingOptionsError that lists every fault with its remedy.
 */
export function resolveOptions(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  if (options?.enabled === false) return resolveSwitchedOff(options, admin);
  return resolve(options, admin);
}

function resolve(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  const read = new OptionReader('options', options, [
    'enabled',
    'database',
    'statsDatabase',
    'migrate',
    'release',
    'environment',
    'capture',
    'ingest',
    'telemetry',
    'context',
    'redact',
    'prices',
    'refreshPrices',
    'delivery',
    'pendingTimeoutMs',
    'search',
    'timeZone',
    'budgets',
    'alerts',
    'notify',
    'retention',
    'exports',
    'admin',
    'isGlobal',
  ]);
  const database = databaseOf(read.part('database', ['url', 'poolSize', 'schema', 'ssl', 'dataSource']));
  const resolved: ResolvedOptions = {
    enabled: read.boolean('enabled', true),
    database,
    statsDatabase: statsDatabaseOf(read),
    migrate: read.boolean('migrate', true),
    release: applicationName(read, 'release', 'RELEASE'),
    environment: applicationName(read, 'environment', 'NODE_ENV'),
    capture: captureOf(read.part('capture', ['fetch', 'auto', 'hosts', 'payloads', 'maxPayloadBytes'])),
    ingest: ingestOf(read),
    telemetry: telemetryOf(read.part('telemetry', ['spans', 'metrics', 'content'])),
    context: read.function('context'),
    redact: resolveRules(read.raw('redact'), (fault) => read.fault(fault)),
    prices: pricesOf(read),
    refreshPrices: refreshOf(read),
    delivery: deliveryOf(read.part('delivery', DELIVERY), database),
    pendingTimeoutMs: read.wholeNumber('pendingTimeoutMs', 15 * 60_000, 100, MAX_INTEGER),
    search: { index: read.part('search', ['index']).boolean('index', true) },
    timeZone: timeZoneOf(read),
    budgets: budgetsOf(read),
    alerts: alertsOf(read),
    notify: notifyOf(read),
    retention: retentionOf(read),
    exports: exportsOf(read),
  };
  if (options?.admin && !admin)
    read.fault('admin: give it beside `useFactory`, not in what the factory returns: routes are made before it runs');
  checkAdmin(admin, read);
  if (read.faults.length > 0) throw new LlmLoggingOptionsError(read.faults);
  return freeze(resolved);
}

/** What could be opened is left out, wrong or not; all other options are checked as ever. */
function resolveSwitchedOff(options: LlmLoggingOptions, admin: AdminOptions | false | undefined): ResolvedOptions {
  const checked = resolve(
    {
      ...options,
      enabled: true,
      database: { url: NOWHERE },
      statsDatabase: undefined,
      migrate: false,
      refreshPrices: false,
      capture: { ...options.capture, fetch: false, auto: false },
    },
    admin,
  );
  const retention = { ...checked.retention, enabled: false };
  const delivery = { ...checked.delivery, durability: 'memory' as const };
  return freeze({
    ...checked,
    enabled: false,
    ingest: false,
    exports: false,
    search: { index: false },
    retention,
    delivery,
  });
}

/** An admin API that says who may use it; anything else gets no routes. */
export function isUsableAdmin(admin: AdminOptions | false | undefined): admin is AdminOptions {
  return (
    typeof admin === 'object' &&
    admin !== null &&
    (admin.public === true || (Array.isArray(admin.guards) && admin.guards.length > 0))
  );
}

function databaseOf(read: OptionReader): ResolvedOptions['database'] {
  const url = read.text('url');
  const dataSource = read.text('dataSource');
  const schema = read.text('schema');
  if ((url === undefined) === (dataSource === undefined)) {
    read.fault(
      'database: give either `url` (postgres://user:password@host:port/database) or `dataSource` (the name of a TypeORM DataSource of yours)',
    );
  }
  const fault = url === undefined ? undefined : faultOfDatabaseUrl(url);
  if (fault !== undefined) read.fault(`database.url: ${fault}`);
  if (schema !== undefined && (Buffer.byteLength(schema) > 63 || /[".]/.test(schema))) {
    read.fault('database.schema: must be at most 63 bytes long, without quotes and dots');
  }
  const poolSize = read.wholeNumber('poolSize', 4, 1, 1_000);
  return dataSource === undefined
    ? { url: url!, poolSize, schema, ssl: read.raw('ssl') as never }
    : { dataSource, schema };
}

function statsDatabaseOf(read: OptionReader): ResolvedOptions['statsDatabase'] {
  if (read.raw('statsDatabase') === undefined) return undefined;
  const part = read.part('statsDatabase', ['url', 'poolSize', 'ssl']);
  const url = part.text('url') ?? '';
  const fault = faultOfDatabaseUrl(url);
  if (fault !== undefined) part.fault(`statsDatabase.url: ${fault}`);
  return { url, poolSize: part.wholeNumber('poolSize', 4, 1, 1_000), ssl: part.raw('ssl') as never };
}

const MAX_NAME = 512;

/** A variable of the environment is the system's: one that no row can have is none. */
function applicationName(read: OptionReader, member: string, variable: string): string | undefined {
  const given = read.text(member);
  if (given !== undefined && given.length > MAX_NAME)
    read.fault(`${member}: must be at most ${MAX_NAME} characters long`);
  const name = given ?? process.env[variable]?.trim();
  return name === undefined || name === '' || name.length > MAX_NAME ? undefined : name;
}

function captureOf(read: OptionReader): ResolvedOptions['capture'] {
  const auto = read.boolean('auto', false);
  return {
    fetch: read.boolean('fetch', auto),
    auto,
    hosts: hostsOf(read.raw('hosts'), read),
    payloads: read.boolean('payloads', true),
    maxPayloadBytes: read.wholeNumber('maxPayloadBytes', 256 * 1024, 256, 64 * MIB),
  };
}

function telemetryOf(read: OptionReader): ResolvedOptions['telemetry'] {
  const spans = read.text('spans') ?? 'auto';
  if (spans !== 'auto' && spans !== 'off') read.fault('telemetry.spans: must be "auto" or "off"');
  return {
    spans: spans as 'auto',
    metrics: read.boolean('metrics', false),
    content: read.boolean('content', false),
  };
}

function hostsOf(hosts: unknown, read: OptionReader): Record<string, string> {
  if (hosts === undefined) return {};
  const entries = typeof hosts === 'object' && hosts !== null && !Array.isArray(hosts) ? Object.entries(hosts) : [];
  if (
    entries.length === 0 ||
    entries.some(([host, name]) => !isHost(host) || typeof name !== 'string' || name === '')
  ) {
    read.fault("capture.hosts: must name a provider for each host, such as { 'llm.internal:8000': 'vllm' }");
  }
  return Object.fromEntries(entries.map(([host, name]) => [host.toLowerCase(), String(name)]));
}

function isHost(host: string): boolean {
  return URL.canParse(`http://${host}`) && new URL(`http://${host}`).host === host.toLowerCase();
}

function deliveryOf(read: OptionReader, database: ResolvedOptions['database']): ResolvedOptions['delivery'] {
  const durability = read.text('durability') ?? 'journal';
  if (durability !== 'journal' && durability !== 'memory')
    read.fault('delivery.durability: must be "journal" or "memory"');
  const directory = read.text('journalDirectory');
  return {
    durability: durability as 'journal',
    journalDirectory: directory ?? defaultJournalDirectory(database),
    isPublicPlace: directory === undefined,
    fsync: read.boolean('fsync', false),
    maxJournalBytes: read.wholeNumber('maxJournalBytes', 1_024 * MIB, MIB, 1_024 * 1_024 * MIB),
    flushIntervalMs: read.wholeNumber('flushIntervalMs', 200, 1, 60_000),
    maxBatchRows: read.wholeNumber('maxBatchRows', 1_000, 1, 50_000),
    maxBufferedBytes: read.wholeNumber('maxBufferedBytes', 64 * MIB, 64 * 1024, 4_096 * MIB),
    shutdownTimeoutMs: read.wholeNumber('shutdownTimeoutMs', 10_000, 100, 600_000),
  };
}

const PRICES = [
  'promptPerMillion',
  'completionPerMillion',
  'cachedPromptPerMillion',
  'cacheWritePerMillion',
  'cacheWrite1hPerMillion',
  'imagePromptPerMillion',
  'imageCompletionPerMillion',
  'audioPromptPerMillion',
  'audioCompletionPerMillion',
  'perWebSearch',
  'perRequest',
] as const;

function pricesOf(read: OptionReader): ResolvedOptions['prices'] {
  const prices = read.raw('prices') ?? [];
  if (!Array.isArray(prices)) {
    read.fault('prices: must be a list');
    return [];
  }
  return prices.map((price: unknown, index) => {
    const entry = new OptionReader(
      `prices[${index}]`,
      price,
      ['provider', 'model', ...PRICES, 'tiers', 'discount'],
      read.faults,
    );
    entry.text('provider');
    checkTiers(entry);
    const model = entry.raw('model');
    if (entry.raw('discount') !== undefined) {
      entry.optionalNumber('discount', 0, 1);
      if (model !== undefined && !(model instanceof RegExp)) entry.text('model');
      const prices = PRICES.filter((member) => entry.raw(member) !== undefined);
      if (prices.length > 0)
        entry.fault(`prices[${index}]: give either a \`discount\` on the list price or prices of your own, not both`);
      return price as ResolvedOptions['prices'][number];
    }
    if (!(model instanceof RegExp) && (typeof model !== 'string' || model === ''))
      entry.fault(`prices[${index}].model: must be a model's name or a RegExp`);
    for (const member of ['promptPerMillion', 'completionPerMillion'] as const) entry.requiredNumber(member, 0);
    for (const member of PRICES.slice(2)) entry.optionalNumber(member, 0);
    return price as ResolvedOptions['prices'][number];
  });
}

function checkTiers(entry: OptionReader): void {
  const tiers = entry.raw('tiers');
  if (tiers === undefined) return;
  const names = typeof tiers === 'object' && tiers !== null ? Object.keys(tiers) : [];
  const factors = entry.part('tiers', names);
  for (const name of names) factors.optionalNumber(name, 0);
}

function refreshOf(read: OptionReader): ResolvedOptions['refreshPrices'] {
  const given = read.raw('refreshPrices');
  if (given === undefined || given === false) return undefined;
  const part =
    given === true ? new OptionReader('refreshPrices', {}, []) : read.part('refreshPrices', ['everyHours', 'url']);
  const url = part.text('url');
  if (url !== undefined && !/^https?:\/\//.test(url)) part.fault('refreshPrices.url: must be an http or https address');
  return { everyHours: part.wholeNumber('everyHours', 24, 1, 500), url };
}

function checkAdmin(admin: AdminOptions | false | undefined, read: OptionReader): void {
  if (admin === undefined || admin === false) return;
  const part = new OptionReader('admin', admin, ADMIN, read.faults);
  part.text('path');
  part.boolean('dashboard', true);
  part.boolean('mcp', false);
  part.boolean('inheritGlobals', false);
  part.function('scope');
  part.function('payloads');
  part.function('replay');
  if (part.raw('audit') !== false) part.part('audit', ['actor']).function('actor');
  if (part.raw('rateLimit') !== false) {
    const limit = part.part('rateLimit', ['requests', 'perSeconds']);
    limit.wholeNumber('requests', 600, 1, 1_000_000);
    limit.wholeNumber('perSeconds', 60, 1, 86_400);
  }
  const guards = part.raw('guards');
  if (guards !== undefined && (!Array.isArray(guards) || guards.some((guard) => typeof guard !== 'function'))) {
    read.fault('admin.guards: must be a list of guard classes');
  }
  if (part.raw('public') !== undefined && part.raw('public') !== true)
    read.fault('admin.public: must be true or absent');
  if (!isUsableAdmin(admin)) {
    read.fault(
      'admin: it would let everyone read every prompt. Name the `guards` that protect it, or say `public: true` if that is what you want',
    );
  }
}

function freeze(options: ResolvedOptions): ResolvedOptions {
  for (const part of [
    options.database,
    options.capture,
    options.telemetry,
    options.delivery,
    options.search,
    options.retention,
    options.prices,
    options.alerts,
    options.notify,
  ])
    Object.freeze(part);
  return Object.freeze(options);
}
