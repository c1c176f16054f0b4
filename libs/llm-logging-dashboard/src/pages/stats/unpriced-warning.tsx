import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { count } from '../../format/numbers.js';
import { modelFilters } from './dimensions.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

const MOST = 5;

/** Why calls are in no cost: their model has no price, or their tokens are not known. Each has its own remedy. */
export function UnpricedWarning() {
  const { data = [] } = useStats('stats/unpriced');
  const withoutPrice = modelsWith(data, ({ unpricedCalls, uncountedCalls }) => unpricedCalls - uncountedCalls);
  const withoutTokens = modelsWith(data, ({ uncountedCalls }) => uncountedCalls);
  return (
    <>
      {withoutPrice.length > 0 && (
        <Warning title={`${modelsText(withoutPrice.length)} no price`} models={withoutPrice}>
          Add a price with the option <code>prices</code>, then run <code>npx nestjs-llm-logging reprice</code>.
        </Warning>
      )}
      {withoutTokens.length > 0 && (
        <Warning title="Calls without tokens have no cost" models={withoutTokens}>
          The answers report no usage. For streams of OpenAI set <code>stream_options.include_usage</code>; else give{' '}
          <code>usage</code>.
        </Warning>
      )}
    </>
  );
}

interface ModelCalls {
  provider: string;
  model: string;
  calls: number;
}

type Unpriced = StatsAnswer<'stats/unpriced'>[number];

function modelsWith(models: readonly Unpriced[], callsOf: (model: Unpriced) => number): ModelCalls[] {
  return models
    .map((each) => ({ provider: each.provider, model: each.model, calls: callsOf(each) }))
    .filter(({ calls }) => calls > 0);
}

function modelsText(models: number): string {
  return models === 1 ? '1 model has' : `${models} models have`;
}

interface WarningProps {
  title: string;
  models: readonly ModelCalls[];
  children: ReactNode;
}

function Warning({ title, models, children }: WarningProps) {
  const { callsOf } = useChartLinks();
  return (
    <p className={styles['warning']} role="note">
      <strong>{title}</strong>
      {models.slice(0, MOST).map(({ provider, model, calls }) => (
        <Link key={`${provider}/${model}`} href={callsOf(modelFilters({ provider, model }))}>
          {model} ({count(calls)})
        </Link>
      ))}
      {models.length > MOST && <span>and {models.length - MOST} more</span>}
      <span className={styles['muted']}>{children}</span>
    </p>
  );
}
