import { useMemo } from 'react';
import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { count, duration } from '../../format/numbers.js';
import { slower } from './call-filters.js';
import { modelFilters } from './dimensions.js';
import { Slot } from './slot.js';
import { perSecond } from './speed.js';
import { useChartLinks } from './use-charts.js';

type Model = StatsAnswer<'stats/models'>[number];

const TIMES = [
  ['p50', 'p50LatencyMs'],
  ['p95', 'p95LatencyMs'],
  ['p99', 'p99LatencyMs'],
  ['First token p50', 'p50TimeToFirstTokenMs'],
  ['First token p95', 'p95TimeToFirstTokenMs'],
] as const;

/** Percentiles of each model. */
export function LatencyByModel() {
  const models = useStats('stats/models');
  return (
    <Panel title="Models">
      <Slot query={models} room="table" isEmpty={(rows) => rows.length === 0}>
        {(rows) => <Models rows={rows} />}
      </Slot>
    </Panel>
  );
}

function Models({ rows }: { rows: readonly Model[] }) {
  const { callsOf } = useChartLinks();
  const columns = useMemo((): Column<Model>[] => {
    const linked = (row: Model, text: string, change = {}) => (
      <Link href={callsOf({ ...modelFilters(row), ...change })}>{text}</Link>
    );
    return [
      {
        id: 'model',
        header: 'Model',
        value: ({ model }) => model,
        cell: (row) => linked(row, row.model),
      },
      { id: 'provider', header: 'Provider', value: ({ provider }) => provider },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        value: ({ totalCalls }) => totalCalls,
        cell: (row) => linked(row, count(row.totalCalls)),
      },
      ...TIMES.map(([header, measure]): Column<Model> => ({
        id: measure,
        header,
        numeric: true,
        value: (row) => row[measure],
        cell: (row) => linked(row, duration(row[measure]), measure.endsWith('LatencyMs') ? slower(row[measure]) : {}),
      })),
      {
        id: 'speed',
        header: 'Tokens/s',
        numeric: true,
        value: ({ tokensPerSecond }) => tokensPerSecond,
        cell: (row) => linked(row, perSecond(row.tokensPerSecond)),
      },
    ];
  }, [callsOf]);
  return (
    <DataTable
      caption="Latency of models"
      columns={columns}
      rows={rows}
      rowKey={({ provider, model }) => `${provider}/${model}`}
      sortBy="calls"
    />
  );
}
