import { createHash } from 'node:crypto';
import { DASHBOARD_QUESTIONS } from '../stats/dashboard-questions.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FILTERS = { all: {}, 'of a company': { companyId: 'company-3' }, 'of a model': { model: 'gpt-4o' } };
/** Its answer depends on the moment at which it is asked. */
const OF_NOW = 'projection of the month';

/** What both are asked: all that the dashboard asks of several times, in days of UTC and of Berlin; lists, traces, sessions, exports. */
export function questionsOf({ from, to }) {
  const [middle, end] = [(from + to) / 2 + 1_234, to - 90_001];
  const times = {
    '6 hours': [end - 6 * HOUR_MS, end],
    'half of the time': [middle, end],
    'all of the time': [from, to],
  };
  const statistics = Object.entries(times).flatMap(([time, [start, stop]]) =>
    Object.entries(FILTERS).flatMap(([filter, filters]) => {
      const range = { startDate: new Date(start).toISOString(), endDate: new Date(stop).toISOString() };
      const before = { startDate: new Date(2 * start - stop).toISOString(), endDate: range.startDate };
      const view = {
        time: range,
        range: { ...range, ...filters },
        ofAllTypes: { ...range, ...filters },
        before: { ...before, ...filters },
        series: { ...range, ...filters, interval: stop - start < DAY_MS ? 'hour' : 'day', timeZone: 'Europe/Berlin' },
        month: { timeZone: 'Europe/Berlin', ...filters },
      };
      return Object.entries(DASHBOARD_QUESTIONS)
        .filter(([name]) => name !== OF_NOW)
        .map(([name, ask]) => ({
          kind: 'answers',
          name: `${name}, ${time}, ${filter}`,
          ask: ({ stats }) => ask(stats, view),
        }));
    }),
  );
  const range = { startDate: new Date(middle), endDate: new Date(middle + 6 * HOUR_MS) };
  return [
    ...statistics,
    ...Object.entries({
      newest: {},
      'of a user': { userId: 'user-7' },
      'of a tag': { tags: ['tag-3'] },
      failed: { status: 'error' },
      'of some hours': range,
      searched: { ...range, search: 'prompt' },
    }).map(([name, filters]) => ({
      kind: 'lists',
      name: `list, ${name}`,
      ask: async ({ repository }) => {
        const first = await repository.listByFilters({ ...filters, limit: 20 });
        const next =
          first.nextCursor === null
            ? undefined
            : await repository.listByFilters({ ...filters, limit: 20, cursor: first.nextCursor });
        return [first, next].map((page) => page?.items.map(withoutCreation));
      },
    })),
    ...['t1', 't500'].map((id) => ({
      kind: 'traces',
      name: `trace ${id}`,
      ask: async ({ repository, stats }) => [
        (await repository.getCallsByTrace(id)).map(withoutCreation),
        await stats.getTraceTotals(id),
      ],
    })),
    { kind: 'sessions', name: 'session', ask: ({ stats }) => stats.getSessionTotals('s20') },
    {
      kind: 'export',
      name: 'export',
      ask: async ({ repository }) => {
        const hash = createHash('sha256');
        for await (const text of await repository.export(range, 'ndjson'))
          hash.update(String(text).replaceAll(/"createdAt":"[^"]*"/g, ''));
        return hash.digest('hex');
      },
    },
  ];
}

function withoutCreation(call) {
  return { ...call, createdAt: undefined };
}
