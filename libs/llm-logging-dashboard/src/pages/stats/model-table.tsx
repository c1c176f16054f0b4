import { useMemo } from 'react';
import { Link } from 'wouter';
import { DataTable, type Column } from '../../components/data-table.js';
import { count } from '../../format/numbers.js';
import { costText, knownCost } from './cost-text.js';
import { modelFilters } from './dimensions.js';
import { MODEL_MEASURES, type Model } from './model-measures.js';
import { useChartLinks } from './use-charts.js';

/** Every model with every figure. */
export function ModelTable({ rows }: { rows: readonly Model[] }) {
  const { callsOf } = useChartLinks();
  const columns = useMemo((): Column<Model>[] => {
    const linked = (row: Model, text: string, change = {}) => (
      <Link href={callsOf({ ...modelFilters(row), ...change })}>{text}</Link>
    );
    return [
      { id: 'model', header: 'Model', value: ({ model }) => model, cell: (row) => linked(row, row.model) },
      { id: 'provider', header: 'Provider', value: ({ provider }) => provider },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        value: ({ totalCalls }) => totalCalls,
        cell: (row) => linked(row, count(row.totalCalls)),
      },
      { id: 'total', header: 'Cost', numeric: true, value: knownCost, cell: (row) => linked(row, costText(row)) },
      ...MODEL_MEASURES.map(({ id, label, of, format, calls }): Column<Model> => ({
        id,
        header: label,
        numeric: true,
        value: of,
        cell: (row) => {
          const value = of(row);
          return linked(row, format(value), value === null ? {} : calls?.(value));
        },
      })),
    ];
  }, [callsOf]);
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
