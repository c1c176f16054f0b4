import { describe, expect, it } from '@jest/globals';
import { LlmLoggingOptionsError } from '../errors.js';
import { resolveOptions } from './resolve-options.js';

const DATABASE = { url: 'postgres://localhost/app' };

function faultsOf(options: object, admin?: object): readonly string[] {
  try {
    resolveOptions({ database: DATABASE, ...options } as never, admin as never);
    return [];
  } catch (error) {
    return (error as LlmLoggingOptionsError).faults;
  }
}

describe('options', () => {
  it('hold their defaults where nothing is given, and are frozen', () => {
    const resolved = resolveOptions({ database: DATABASE, release: '7', delivery: { fsync: undefined } }, undefined);
    expect(resolved).toMatchObject({
      enabled: true,
      release: '7',
      database: { url: DATABASE.url, poolSize: 4 },
      delivery: { durability: 'journal', fsync: false, maxBufferedBytes: 64 * 1024 * 1024 },
      capture: { fetch: false, auto: false, hosts: {} },
      retention: { auditDays: 400, enabled: false, holdTags: [] },
      ingest: false,
      exports: false,
      timeZone: 'UTC',
      alerts: [],
    });
    expect(resolved.budgets).toBeUndefined();
    expect([resolved, resolved.delivery, resolved.retention].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    [7, ['options: must be an object']],
    [null, ['options: must be an object']],
  ])('have to be an object, not %p', (options, first) => {
    expect(() => resolveOptions(options as never, undefined)).toThrow(first[0]);
  });

  it.each<[object, string]>([
    [{ migrate: 'yes' }, 'migrate: must be true or false'],
    [{ database: {} }, 'database: give either `url`'],
    [{ database: { url: 'postgres://h/d', dataSource: 'default' } }, 'database: give either `url`'],
    [{ database: { ...DATABASE, schema: 'a.b' } }, 'database.schema: must be at most 63 bytes long'],
    [{ statsDatabase: { url: 'http://x' } }, 'statsDatabase.url: must look like postgres://'],
    [{ release: 'r'.repeat(513) }, 'release: must be at most 512 characters long'],
    [{ capture: { hosts: [] } }, 'capture.hosts: must name a provider for each host'],
    [{ ingest: { tokens: [] } }, 'ingest.tokens: name at least one'],
    [{ ingest: {} }, 'ingest.tokens: name at least one'],
    [{ ingest: { tokens: [{}] } }, 'ingest.tokens[0].token: must be a text of printable characters'],
    [{ ingest: { tokens: [{ token: 't' }, { token: 't' }] } }, 'ingest.tokens[1].token: is the same as another one'],
    [{ ingest: { tokens: [{ token: 't' }], path: 'a b' } }, 'ingest.path: must be a path such as "llm-ingest"'],
    [{ telemetry: { spans: 'on' } }, 'telemetry.spans: must be "auto" or "off"'],
    [{ redact: 'x' }, 'redact: must be a list of rules'],
    [{ redact: [{ name: '!' }] }, 'redact[0].name: must be 1 to 64 letters'],
    [{ prices: {} }, 'prices: must be a list'],
    [{ prices: [{ model: 'm', promptPerMillion: 1 }] }, 'prices[0].completionPerMillion: is missing'],
    [{ prices: [{ discount: 0.1, tiers: { batch: -1 } }] }, 'prices[0].tiers.batch: must be a number from 0'],
    [{ refreshPrices: { everyHours: 0 } }, 'refreshPrices.everyHours: must be a whole number from 1 to 500'],
    [{ pendingTimeoutMs: 1.5 }, 'pendingTimeoutMs: must be a whole number from 100'],
    [{ timeZone: '+02:00' }, 'timeZone: must be the IANA name of a time zone'],
    [{ budgets: [{ limitUsd: 0 }] }, 'budgets[0].limitUsd: must be a number of USD above 0'],
    [{ budgets: [{ limits: { a: 1 } }] }, 'budgets[0].limits: are of single values: say of what, with `per`'],
    [{ alerts: [{ metric: 'droppedRecords', per: 'user' }] }, 'alerts[0].metric: droppedRecords are of no company'],
    [{ notify: { webhooks: [{ url: 'https://x', secret: 'short' }] } }, 'notify.webhooks[0].secret: must be a text'],
    [{ retention: { rules: [{ days: 3 }] } }, 'retention.rules[0]: would name every call'],
    [{ retention: { rollupDays: 9 } }, 'retention.rollupDays: needs retention.days'],
    [{ exports: { to: {} } }, "exports.to: give either { directory: '/data/llm' } or { bucket: 'llm' }"],
    [{ exports: { to: { bucket: 'b', credentials: {} } } }, 'exports.to.credentials: needs accessKeyId'],
    [{ exports: { to: { directory: '/d' }, formats: ['csv'] } }, 'exports.formats: must be a list of'],
    [{ admin: { public: true } }, 'admin: give it beside `useFactory`'],
    [{ typo: 1 }, 'typo: is no option; there are enabled, database'],
  ])('refuse %j', (options, fault) => {
    expect(faultsOf(options)).toContainEqual(expect.stringContaining(fault));
  });

  it('name what is wrong once, without what follows from it', () => {
    expect(faultsOf({ budgets: [{ name: 'b', limitUsd: -1, window: 'day' }] })).toHaveLength(1);
    expect(faultsOf({ prices: [{ model: 'm', promptPerMillion: -1, completionPerMillion: 1 }] })).toHaveLength(1);
    expect(faultsOf({}, { rateLimit: false, audit: false, public: true })).toEqual([]);
    expect(faultsOf({}, { guards: [] })).toEqual([expect.stringContaining('admin: it would let everyone')]);
  });

  it('refuse two budgets or alerts of one name', () => {
    const budget = { name: 'day', limitUsd: 1, window: 'day' };
    expect(faultsOf({ budgets: [budget, budget] })).toEqual(['budgets[1].name: "day" is the name of another one']);
  });

  it('that are switched off open nothing, and are checked all the same', () => {
    const off = resolveOptions({ enabled: false, database: {} as never, capture: { auto: true } }, undefined);
    expect(off).toMatchObject({ enabled: false, migrate: false, capture: { fetch: false, auto: false } });
    expect(off.delivery.durability).toBe('memory');
    expect(faultsOf({ enabled: false, delivery: { fsync: 1 } })).toEqual(['delivery.fsync: must be true or false']);
  });
});
