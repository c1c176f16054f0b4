const SOURCE = '^libs/llm-logging/src/';

/** Of the top folder: what all parts stand on, and what puts all parts together. */
const GROUND = `${SOURCE}(llm-logging\\.(errors|options|resolved-options|tokens|database-url)|package-folder)\\.ts$`;

/** Stands where the module stands, for tests: it puts the parts together another way. */
const TOP = 'testing';

/**
 * The rooms of the library, and which others each may use besides the ground. What a room may use can use it by no way: a room
 * that is not named here is not known.
 */
const ROOMS = {
  call: [],
  exchange: ['call'],
  privacy: [],
  pricing: ['call'],
  context: [],
  storage: ['call', 'privacy'],
  delivery: ['storage', 'call', 'privacy'],
  retention: ['storage', 'call'],
  rollups: ['storage', 'call'],
  stats: ['rollups', 'storage', 'call'],
  budgets: ['context', 'storage', 'pricing', 'call', 'privacy'],
  alerts: ['stats', 'rollups', 'storage', 'call', 'privacy'],
  capture: ['budgets', 'storage', 'context', 'exchange', 'pricing', 'delivery', 'call', 'privacy'],
  ingest: ['capture', 'context', 'exchange', 'delivery', 'storage', 'call'],
  admin: ['alerts', 'budgets', 'stats', 'rollups', 'retention', 'storage', 'pricing', 'call', 'privacy'],
  cli: ['alerts', 'stats', 'rollups', 'retention', 'storage', 'pricing', 'call', 'privacy'],
};

/** Arrows against the order that stand today, file by file; the list gets shorter, never longer. */
const EXCEPTIONS = {
  admin: [`${SOURCE}delivery/health/llm-logging-health\\.ts$`],
  storage: [`${SOURCE}delivery/call-(line|store)\\.ts$`, `${SOURCE}rollups/(schema|build|keep)/`],
  capture: [`${SOURCE}stats/llm-stats\\.service\\.ts$`],
};

const arrows = Object.entries(ROOMS).map(([room, others]) => ({
  name: `arrows-of-${room}`,
  comment: `${room}/ may use ${['itself', 'the ground', ...others].join(', ')}. Another way in: .dependency-cruiser.mjs`,
  severity: 'error',
  from: { path: `${SOURCE}${room}/`, pathNot: '\\.spec\\.ts$' },
  to: {
    path: SOURCE,
    pathNot: [GROUND, `${SOURCE}(${[room, ...others].join('|')})/`, ...(EXCEPTIONS[room] ?? [])],
  },
}));

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
    {
      name: 'rooms-are-known',
      comment: 'A new room needs its place in the order of rooms: .dependency-cruiser.mjs',
      severity: 'error',
      from: { path: `${SOURCE}(?!(${[...Object.keys(ROOMS), TOP].join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'no-way-to-the-top',
      comment: 'The module puts the parts together; a part that needs it is in the wrong room.',
      severity: 'error',
      from: { path: `${SOURCE}(?!${TOP}/)[^/]+/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `${SOURCE}([^/]+\\.ts$|${TOP}/)`, pathNot: GROUND },
    },
    ...arrows,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
