import { lazy, type ComponentType } from 'react';

export interface PageRoute {
  /** As wouter matches it. */
  path: string;
  /** Handed the parameters of the path. */
  page: ComponentType<{ params: Record<string, string | undefined> }>;
  /** Its place in the menu; pages that need a parameter have none. */
  menu?: { label: string; /** After `g`. */ key: string };
  /** The time and the filters that all pages share do not matter to it. */
  unfiltered?: true;
}

/** One page for all that calls have in common. */
const SubjectPage = lazy(async () => ({ default: (await import('./pages/subject/subject-page.js')).SubjectPage }));

/** Every page there is. Each is a file of its own, loaded when it is opened. */
export const ROUTES: readonly PageRoute[] = [
  {
    path: '/',
    page: lazy(async () => ({ default: (await import('./pages/stats/overview-page.js')).OverviewPage })),
    menu: { label: 'Overview', key: 'o' },
  },
  {
    path: '/calls',
    page: lazy(async () => ({ default: (await import('./pages/calls/calls-page.js')).CallsPage })),
    menu: { label: 'Calls', key: 'c' },
  },
  {
    path: '/usage',
    page: lazy(async () => ({ default: (await import('./pages/stats/usage-page.js')).UsagePage })),
    menu: { label: 'Usage', key: 'u' },
  },
  {
    path: '/latency',
    page: lazy(async () => ({ default: (await import('./pages/stats/latency-page.js')).LatencyPage })),
    menu: { label: 'Latency', key: 'l' },
  },
  {
    path: '/errors',
    page: lazy(async () => ({ default: (await import('./pages/stats/errors-page.js')).ErrorsPage })),
    menu: { label: 'Errors', key: 'e' },
  },
  {
    path: '/rag',
    page: lazy(async () => ({ default: (await import('./pages/stats/rag-page.js')).RagPage })),
    menu: { label: 'RAG', key: 'r' },
  },
  {
    path: '/models',
    page: lazy(async () => ({ default: (await import('./pages/stats/models-page.js')).ModelsPage })),
    menu: { label: 'Models', key: 'm' },
  },
  {
    path: '/origins',
    page: lazy(async () => ({ default: (await import('./pages/origins/origins-page.js')).OriginsPage })),
    menu: { label: 'Origins', key: 'i' },
  },
  {
    path: '/prompts',
    page: lazy(async () => ({ default: (await import('./pages/prompts/prompts-page.js')).PromptsPage })),
    menu: { label: 'Prompts', key: 'p' },
  },
  {
    path: '/releases',
    page: lazy(async () => ({ default: (await import('./pages/releases/releases-page.js')).ReleasesPage })),
    menu: { label: 'Releases', key: 's' },
  },
  {
    path: '/budgets',
    page: lazy(async () => ({ default: (await import('./pages/budgets/budgets-page.js')).BudgetsPage })),
    menu: { label: 'Budgets', key: 'b' },
    unfiltered: true,
  },
  {
    path: '/compare',
    page: lazy(async () => ({ default: (await import('./pages/compare/compare-page.js')).ComparePage })),
    menu: { label: 'Compare', key: 'd' },
  },
  {
    path: '/health',
    page: lazy(async () => ({ default: (await import('./pages/health/health-page.js')).HealthPage })),
    unfiltered: true,
  },
  ...(['/users/:name', '/companies/:name', '/origins/:name', '/models/:name', '/prompts/:name'] as const).map(
    (path) => ({ path, page: SubjectPage }),
  ),
  {
    path: '/calls/:id',
    page: lazy(async () => ({ default: (await import('./pages/call/call-page.js')).CallPage })),
    unfiltered: true,
  },
  {
    path: '/traces/:traceId',
    page: lazy(async () => ({ default: (await import('./pages/trace/trace-page.js')).TracePage })),
    unfiltered: true,
  },
  {
    path: '/sessions/:sessionId',
    page: lazy(async () => ({ default: (await import('./pages/session/session-page.js')).SessionPage })),
    unfiltered: true,
  },
];
