import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { count } from '../../format/numbers.js';
import { modelFilters } from './dimensions.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

const MOST = 5;

/** Models whose calls are in no cost. Nothing where there are none, or where that is not known. */
export function UnpricedWarning() {
  const { callsOf } = useChartLinks();
  const { data = [] } = useStats('stats/unpriced');
  const models = withoutPrice(data);
  if (models.length === 0) return null;
  return (
    <p className={styles['warning']} role="note">
      <strong>{models.length === 1 ? '1 model has no price' : `${models.length} models have no price`}</strong>
      {models.slice(0, MOST).map(({ provider, model, calls }) => (
        <Link key={`${provider}/${model}`} href={callsOf(modelFilters({ provider, model }))}>
          {model} ({count(calls)})
        </Link>
      ))}
      {models.length > MOST && <span>and {models.length - MOST} more</span>}
      <span className={styles['muted']}>
        Their calls count in no cost. Set one with the option <code>prices</code>, then run <code>reprice</code>.
      </span>
    </p>
  );
}

/** Calls whose tokens are not known are no fault of the price. */
function withoutPrice(models: StatsAnswer<'stats/unpriced'>): { provider: string; model: string; calls: number }[] {
  return models
    .map(({ provider, model, unpricedCalls, uncountedCalls }) => ({
      provider,
      model,
      calls: unpricedCalls - uncountedCalls,
    }))
    .filter(({ calls }) => calls > 0);
}
