import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Call, CallComparison, CallPage } from '../../api/answers.js';
import { useCall } from '../../api/queries.js';
import { request } from '../../api/request.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Answered, EmptyState } from '../../components/states.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import { duration, money, tokens } from '../../format/numbers.js';
import { useParameter } from '../../view/use-view.js';
import { CallDifferences } from './call-differences.js';
import styles from './compare.module.css';

const MOST = 20;

/** Two calls; with one of them, those to choose the other from. */
export function CompareCalls() {
  const [a, setA] = useParameter('a', '');
  const [b, setB] = useParameter('b', '');
  return (
    <>
      <Panel title="Calls">
        <Ids key={`${a} ${b}`} a={a} b={b} onPick={(first, second) => (first === a ? setB(second) : setA(first))} />
      </Panel>
      {a !== '' && b !== '' && <Comparison a={a} b={b} />}
      {a !== '' && b === '' && <Candidates id={a} />}
      {a === '' && (
        <EmptyState title="Choose two calls">
          <p>Open a call and press Compare, or paste two IDs above.</p>
        </EmptyState>
      )}
    </>
  );
}

interface IdsProps {
  a: string;
  b: string;
  onPick: (a: string, b: string) => void;
}

function Ids({ a, b, onPick }: IdsProps) {
  const [first, setFirst] = useState(a);
  const [second, setSecond] = useState(b);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onPick(first.trim(), second.trim());
      }}
    >
      <label>
        First call
        <input className={styles['wide']} required value={first} onChange={({ target }) => setFirst(target.value)} />
      </label>
      <label>
        Second call
        <input className={styles['wide']} value={second} onChange={({ target }) => setSecond(target.value)} />
      </label>
      <button type="submit">Compare</button>
    </form>
  );
}

function Comparison({ a, b }: { a: string; b: string }) {
  const comparison = useQuery({
    queryKey: ['compare', a, b],
    queryFn: ({ signal }) => request<CallComparison>('compare', { a, b }, { signal }),
  });
  return <Answered query={comparison}>{(found) => <CallDifferences a={found.a} b={found.b} />}</Answered>;
}

/** Calls like the first: of the same prompt or type. */
function Candidates({ id }: { id: string }) {
  const call = useCall(id);
  return (
    <Panel title="Compare with" note="The latest calls like it">
      <Answered query={call}>{(found) => <Alike call={found} />}</Answered>
    </Panel>
  );
}

function Alike({ call }: { call: Call }) {
  const { promptName, callType } = call;
  const query = { kind: 'call', limit: MOST + 1, ...(promptName === null ? { callType } : { promptName }) };
  const calls = useQuery({
    queryKey: ['calls', 'alike', query],
    queryFn: async ({ signal }) => (await request<CallPage>('calls', query, { signal })).items,
  });
  const columns: Column<Call>[] = [
    {
      id: 'started',
      header: 'Started',
      value: ({ startedAt }) => startedAt,
      cell: ({ id, startedAt }) => (
        <Link href={`/compare?a=${call.id}&b=${id}`}>
          <Time at={startedAt} />
        </Link>
      ),
    },
    { id: 'status', header: 'Status', value: ({ status }) => status, cell: ({ status }) => <Status status={status} /> },
    { id: 'model', header: 'Model', value: ({ model }) => model },
    { id: 'version', header: 'Prompt version', value: ({ promptVersion }) => promptVersion },
    {
      id: 'duration',
      header: 'Duration',
      numeric: true,
      value: ({ latencyMs }) => latencyMs,
      cell: ({ latencyMs }) => duration(latencyMs),
    },
    {
      id: 'tokens',
      header: 'Tokens',
      numeric: true,
      value: ({ totalTokens }) => totalTokens,
      cell: ({ totalTokens }) => tokens(totalTokens),
    },
    {
      id: 'cost',
      header: 'Cost',
      numeric: true,
      value: ({ estimatedCost }) => estimatedCost,
      cell: ({ estimatedCost }) => money(estimatedCost),
    },
  ];
  return (
    <Answered
      query={calls}
      isEmpty={(rows) => rows.every(({ id }) => id === call.id)}
      empty={<EmptyState title="There is no other call like it." />}
    >
      {(rows) => (
        <DataTable
          caption="Calls like it"
          columns={columns}
          rows={rows.filter(({ id }) => id !== call.id).slice(0, MOST)}
          rowKey={({ id }) => id}
        />
      )}
    </Answered>
  );
}
