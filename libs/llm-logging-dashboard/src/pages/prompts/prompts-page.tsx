import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { SubjectLink } from '../../components/subject-link.js';
import { moneyColumn } from '../../format/money.js';
import { count, duration, share, tokens } from '../../format/numbers.js';
import type { ViewChange } from '../../view/view.js';
import { FAILED } from '../stats/call-filters.js';
import { costText, knownCost } from '../stats/cost-text.js';
import { SpendOverTime } from '../stats/spend-over-time.js';
import { Slot } from '../stats/slot.js';
import { useChartLinks } from '../stats/use-charts.js';
import { inOrder, versionName } from './versions.js';

type Prompt = StatsAnswer<'stats/prompts'>[number];

const BY_PROMPT = ['promptName', 'promptVersion'] as const;

/** Every version of every prompt, the versions of one below each other. */
export function PromptsPage() {
  const prompts = useStats('stats/prompts');
  return (
    <Page title="Prompts">
      <SpendOverTime dimensions={BY_PROMPT} />
      <Panel title="Versions" note="Open a prompt to compare its versions">
        <Slot query={prompts} room="table" isEmpty={(rows) => rows.length === 0} empty={<NoPrompts />}>
          {(rows) => <Prompts rows={rows} />}
        </Slot>
      </Panel>
    </Page>
  );
}

function NoPrompts() {
  return (
    <EmptyState title="No call in this time says which prompt it was.">
      <p>
        Name it where the call is made: <code>{`@LogLlmCall({ promptName: 'answer', promptVersion: '3' })`}</code>
      </p>
    </EmptyState>
  );
}

function Prompts({ rows }: { rows: readonly Prompt[] }) {
  const { callsOf } = useChartLinks();
  const linked = ({ promptName, promptVersion }: Prompt, text: string, change: ViewChange = {}) => (
    <Link
      href={callsOf({
        promptName: [promptName],
        ...(promptVersion !== null && { promptVersion: [promptVersion] }),
        ...change,
      })}
    >
      {text}
    </Link>
  );
  const money = moneyColumn(rows.map(knownCost));
  const moneyPerCall = moneyColumn(rows.map(({ costPerCall }) => costPerCall));
  const columns: Column<Prompt>[] = [
    {
      id: 'name',
      header: 'Prompt',
      value: ({ promptName }) => promptName,
      cell: ({ promptName }) => <SubjectLink kind="prompt" name={promptName} />,
    },
    { id: 'version', header: 'Version', value: ({ promptVersion }) => versionName(promptVersion) },
    {
      id: 'calls',
      header: 'Calls',
      numeric: true,
      value: ({ totalCalls }) => totalCalls,
      cell: (row) => linked(row, count(row.totalCalls)),
    },
    {
      id: 'cost',
      header: 'Cost',
      numeric: true,
      value: knownCost,
      cell: (row) => linked(row, costText(row, money)),
    },
    {
      id: 'perCall',
      header: 'Cost per call',
      numeric: true,
      value: ({ costPerCall }) => costPerCall,
      cell: ({ costPerCall }) => moneyPerCall(costPerCall),
    },
    {
      id: 'p50',
      header: 'p50',
      numeric: true,
      value: ({ p50LatencyMs }) => p50LatencyMs,
      cell: ({ p50LatencyMs }) => duration(p50LatencyMs),
    },
    {
      id: 'p95',
      header: 'p95',
      numeric: true,
      value: ({ p95LatencyMs }) => p95LatencyMs,
      cell: ({ p95LatencyMs }) => duration(p95LatencyMs),
    },
    {
      id: 'errors',
      header: 'Error rate',
      numeric: true,
      value: ({ errorRate }) => errorRate,
      cell: (row) => linked(row, share(row.errorRate), { status: FAILED }),
    },
    {
      id: 'tokens',
      header: 'Tokens per call',
      numeric: true,
      value: perCall,
      cell: (row) => tokens(perCall(row)),
    },
  ];
  return (
    <DataTable
      caption="Versions of prompts"
      columns={columns}
      rows={byPrompt(rows)}
      rowKey={({ promptName, promptVersion }) => JSON.stringify([promptName, promptVersion])}
    />
  );
}

/** The costliest prompt first, its latest version first. */
function byPrompt(rows: readonly Prompt[]): Prompt[] {
  const prompts = new Map<string, Prompt[]>();
  for (const row of rows) prompts.set(row.promptName, [...(prompts.get(row.promptName) ?? []), row]);
  const cost = (versions: readonly Prompt[]): number => versions.reduce((sum, { totalCost }) => sum + totalCost, 0);
  return [...prompts.values()].sort((a, b) => cost(b) - cost(a)).flatMap((versions) => inOrder(versions).reverse());
}

function perCall({ totalTokens, totalCalls }: Prompt): number | null {
  return totalCalls === 0 ? null : Math.round(totalTokens / totalCalls);
}
