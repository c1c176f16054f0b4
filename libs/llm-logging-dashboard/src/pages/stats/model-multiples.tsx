import { BarList } from '../../charts/bar-list.js';
import { colourScale, MOST_NAMES } from '../../charts/colour-scale.js';
import { moneyColumn } from '../../format/money.js';
import { modelFilters } from './dimensions.js';
import { bestOf, MODEL_MEASURES, type Model, type ModelMeasure } from './model-measures.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

/** One small chart a measure, the models in the same order and colours in each. */
export function ModelMultiples({ rows }: { rows: readonly Model[] }) {
  return (
    <div className={styles['multiples']}>
      {MODEL_MEASURES.map((measure) => (
        <Multiple key={measure.id} measure={measure} rows={rows} />
      ))}
    </div>
  );
}

function Multiple({ measure, rows }: { measure: ModelMeasure; rows: readonly Model[] }) {
  const { callsOf } = useChartLinks();
  const shown = rows.slice(0, MOST_NAMES);
  const colourOf = colourScale([...new Set(shown.map(({ model }) => model))]);
  const best = bestOf(rows.map(measure.of), measure.better);
  const perCall = moneyColumn(shown.map(measure.of));
  const bars = shown.map((row) => {
    const value = measure.of(row);
    return {
      key: keyOf(row),
      label: row.model,
      value,
      text: measure.id === 'cost' && value !== null ? perCall(value) : measure.format(value),
      colour: colourOf(row.model),
      best: value !== null && value === best,
      href: callsOf({
        ...modelFilters(row),
        ...(value !== null && measure.calls?.(value)),
      }),
    };
  });
  return (
    <div className={styles['stepCard']}>
      <h3>{measure.label}</h3>
      <BarList label={measure.label} bars={bars} />
    </div>
  );
}

function keyOf({ provider, model }: Model): string {
  return `${provider}/${model}`;
}
