import { useMemo } from 'react';
import { Link } from 'wouter';
import { DataTable, type Column } from '../../components/data-table.js';
import { sumOf } from '../../charts/series.js';
import { moneyColumn } from '../../format/money.js';
import { SubjectLink } from '../../components/subject-link.js';
import { count } from '../../format/numbers.js';
import { costText, knownCost } from './cost-text.js';
import { modelFilters } from './dimensions.js';
import { MODEL_MEASURES, type Model } from './model-measures.js';
import { useChartLinks } from './use-charts.js';

/** Every model with every figure. */
export function ModelTable({ rows }: { rows: readonly Model[] }) {
  const { callsOf } = useChartLinks();
  const columns = useMemo((): Column<Model>[] => {
    const format = moneyColumn(rows.map(knownCost));
    const perCall = moneyColumn(rows.map(({ costPerCall }) => costPerCall));
    const linked = (row: Model, text: string, change = {}) => (
      <Link href={callsOf({ ...modelFilters(row), ...change })}>{text}</Link>
    );
    return [
      {
        id: 'model',
        header: 'Model',
        value: ({ model }) => model,
        cell: ({ model }) => <SubjectLink kind="model" name={model} />,
      },
      { id: 'provider', header: 'Provider', value: ({ provider }) => provider },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        value: ({ totalCalls }) => totalCalls,
        cell: (row) => linked(row, count(row.totalCalls)),
        total: count(sumOf(rows.map(({ totalCalls }) => totalCalls))),
      },
      {
        id: 'total',
        header: 'Cost',
        numeric: true,
        value: knownCost,
        cell: (row) => linked(row, costText(row, format)),
        total: format(sumOf(rows.map(knownCost))),
      },
      ...MODEL_MEASURES.map(({ id, label, of, format: formatted, calls }): Column<Model> => ({
        id,
        header: label,
        numeric: true,
        value: of,
        cell: (row) => {
          const value = of(row);
          const text = id === 'cost' && value !== null ? perCall(value) : formatted(value);
          return linked(row, text, value === null ? {} : calls?.(value));
        },
      })),
    ];
  }, [rows, callsOf]);
  return (
    <DataTable
      caption="Figures of models"
      columns={columns}
      rows={rows}
      rowKey={({ provider, model }) => `${provider}/${model}`}
      sortBy="total"
    />
  );
}
