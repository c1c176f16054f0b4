import type { StatsAnswer } from '../../api/answers.js';
import { duration, share, tokens, UNKNOWN } from '../../format/numbers.js';
import type { ViewChange } from '../../view/view.js';
import { moneyOrNone } from './cost-text.js';
import { FAILED, slower } from './call-filters.js';
import { perSecond } from './speed.js';

export type Model = StatsAnswer<'stats/models'>[number];

/** What models are compared by. */
export interface ModelMeasure {
  id: string;
  label: string;
  of: (model: Model) => number | null;
  format: (value: number | null) => string;
  better?: 'lower' | 'higher';
  /** Narrows a model's calls to those that the value is about. */
  calls?: (value: number) => ViewChange;
}

const perCall = (value: number | null): string => (value === null ? UNKNOWN : tokens(Math.round(value)));

export const MODEL_MEASURES: readonly ModelMeasure[] = [
  {
    id: 'cost',
    label: 'Cost per call',
    of: ({ costPerCall }) => costPerCall,
    format: moneyOrNone,
    better: 'lower',
  },
  {
    id: 'p50',
    label: 'Latency p50',
    of: ({ p50LatencyMs }) => p50LatencyMs,
    format: duration,
    better: 'lower',
    calls: slower,
  },
  {
    id: 'p95',
    label: 'Latency p95',
    of: ({ p95LatencyMs }) => p95LatencyMs,
    format: duration,
    better: 'lower',
    calls: slower,
  },
  {
    id: 'errors',
    label: 'Error rate',
    of: ({ errorRate }) => errorRate,
    format: share,
    better: 'lower',
    calls: () => ({ status: FAILED }),
  },
  {
    id: 'tokens',
    label: 'Tokens per call',
    of: ({ promptTokensPerCall, completionTokensPerCall }) =>
      promptTokensPerCall === null && completionTokensPerCall === null
        ? null
        : (promptTokensPerCall ?? 0) + (completionTokensPerCall ?? 0),
    format: perCall,
  },
  {
    id: 'speed',
    label: 'Tokens per second',
    of: ({ tokensPerSecond }) => tokensPerSecond,
    format: perSecond,
    better: 'higher',
  },
];

/** The costliest first; of those that cost as much, the ones with most calls. */
export function byCost(models: readonly Model[]): Model[] {
  return [...models].sort((a, b) => b.totalCost - a.totalCost || b.totalCalls - a.totalCalls);
}

/** The best value of several; null where there is nothing to choose from. */
export function bestOf(values: readonly (number | null)[], better: ModelMeasure['better']): number | null {
  const known = values.filter((value) => value !== null);
  if (better === undefined || known.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === high) return null;
  return better === 'lower' ? low : high;
}
