const PURE = '^libs/llm-exchange/src/';
const LOG = '^libs/llm-logging/src/';
const DASHBOARD = '^libs/llm-logging-dashboard/src/';

/**
 * The rooms of the pure library, and which others each may use. What a room may use can use it by no way: a room that is not named
 * here is not known.
 */
const PURE_ROOMS = {
  platform: [],
  call: ['platform'],
  reading: ['call', 'platform'],
  wire: ['platform'],
  apis: ['reading', 'call', 'platform'],
  results: ['apis', 'reading', 'call', 'platform'],
  exchange: ['results', 'apis', 'wire', 'reading', 'call', 'platform'],
  conversation: ['exchange', 'apis', 'reading'],
  curl: ['apis', 'reading'],
  spans: ['exchange', 'results', 'apis', 'reading', 'call', 'platform'],
  pricing: ['call'],
  privacy: ['platform'],
};

/** The rooms of the log, from the ground up: first those that read, then those that write. */
const LOG_ROOMS = {
  options: [],
  scheduling: [],
  context: ['options'],
  storage: ['options'],
  delivery: ['storage', 'options'],
  telemetry: ['delivery', 'storage', 'options'],
  rollups: ['storage', 'options'],
  stats: ['rollups', 'storage', 'options'],
  retention: ['rollups', 'storage', 'scheduling', 'options'],
  exports: ['storage', 'scheduling', 'options'],
  calls: ['retention', 'rollups', 'storage', 'options'],
  budgets: ['retention', 'context', 'storage', 'options'],
  alerts: ['stats', 'rollups', 'storage', 'options'],
  admin: ['alerts', 'budgets', 'calls', 'retention', 'stats', 'rollups', 'telemetry', 'storage', 'options'],
  cli: ['exports', 'alerts', 'budgets', 'calls', 'retention', 'stats', 'rollups', 'storage', 'options'],
  recording: ['budgets', 'telemetry', 'delivery', 'context', 'storage', 'options'],
  capture: ['recording', 'budgets', 'delivery', 'context', 'storage', 'options'],
  ingest: ['recording', 'telemetry', 'delivery', 'context', 'storage', 'options'],
};

/** Files at the top that belong to no room: what everything may use. */
const GROUND = `${LOG}(errors|package-folder)\\.ts$`;

/** They put the parts together; no part may use them. */
const TOPS = ['module', 'testing'];

const arrowsOf = (source, rooms, always) =>
  Object.entries(rooms).map(([room, others]) => ({
    name: `arrows-of-${room}`,
    comment: `${room}/ may use ${['itself', ...others].join(', ')}. Another way in: .dependency-cruiser.mjs`,
    severity: 'error',
    from: { path: `${source}${room}/`, pathNot: '\\.spec\\.ts$' },
    to: {
      path: source,
      pathNot: [...always, `${source}(${[room, ...others].join('|')})/`],
    },
  }));

const known = (source, rooms) => ({
  name: 'rooms-are-known',
  comment: 'A new room needs its place in the order of rooms: .dependency-cruiser.mjs',
  severity: 'error',
  from: { path: `${source}(?!(${rooms.join('|')})/)[^/]+/` },
  to: {},
});

/** Which file may import which, types included. */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one idea, or three: what both need goes to a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    known(PURE, Object.keys(PURE_ROOMS)),
    known(LOG, [...Object.keys(LOG_ROOMS), ...TOPS]),
    {
      name: 'no-way-to-the-top',
      comment: 'The module puts the parts together; a part that needs it is in the wrong room.',
      severity: 'error',
      from: { path: `${LOG}(?!(${TOPS.join('|')})/)[^/]+/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `${LOG}([^/]+\\.ts$|(${TOPS.join('|')})/)`, pathNot: GROUND },
    },
    {
      name: 'pure-is-pure',
      comment:
        'llm-exchange runs without Nest, without a database and in a browser: what Node alone has is in platform/.',
      severity: 'error',
      from: { path: PURE, pathNot: `\\.spec\\.ts$|${PURE}platform/node\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-is-below',
      comment: 'The log uses llm-exchange, never the other way round.',
      severity: 'error',
      from: { path: PURE, pathNot: '\\.spec\\.ts$' },
      to: { path: `${LOG}|${DASHBOARD}|node_modules/(@nestjs|typeorm|pg)/` },
    },
    {
      name: 'dashboard-is-a-page',
      comment: 'The dashboard takes what it knows of calls from llm-exchange, and figures by HTTP.',
      severity: 'error',
      from: { path: DASHBOARD, pathNot: '\\.spec\\.tsx?$' },
      to: { path: LOG, dependencyTypesNot: ['type-only'] },
    },
    ...arrowsOf(PURE, PURE_ROOMS, [`${PURE}index\\.ts$`]),
    ...arrowsOf(LOG, LOG_ROOMS, [GROUND]),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
