import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Call, CallPage, StatsAnswer } from '../../api/answers.js';
import { useMasked, useStats } from '../../api/queries.js';
import { request } from '../../api/request.js';
import { Masked } from '../../components/masked.js';
import { Panel } from '../../components/panel.js';
import { Answered, EmptyState } from '../../components/states.js';
import { useParameter, useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';
import { inOrder, versionName } from '../prompts/versions.js';
import styles from './compare.module.css';
import { SideBySide } from './side-by-side.js';
import { TextDiff } from './text-diff.js';

type Prompt = StatsAnswer<'stats/prompts'>[number];

/** Two versions of a prompt: figures, and the words of their latest calls. */
export function ComparePrompts() {
  const prompts = useStats('stats/prompts');
  return (
    <Answered
      query={prompts}
      isEmpty={(rows) => rows.length === 0}
      empty={<EmptyState title="No call in this time says which prompt it was." />}
    >
      {(rows) => <Versions rows={rows} />}
    </Answered>
  );
}

function Versions({ rows }: { rows: readonly Prompt[] }) {
  const names = [...new Set(rows.map(({ promptName }) => promptName))];
  const [chosen, setPrompt] = useParameter('prompt', names[0]!);
  const versions = inOrder(rows.filter(({ promptName }) => promptName === chosen));
  const [a, setA] = useParameter('a', versions.at(-2)?.promptVersion ?? '');
  const [b, setB] = useParameter('b', versions.at(-1)?.promptVersion ?? '');
  const of = (version: string): Prompt | undefined =>
    versions.find(({ promptVersion }) => (promptVersion ?? '') === version);
  const [before, after] = [of(a), of(b)];
  const options = versions.map(({ promptVersion }) => ({
    value: promptVersion ?? '',
    label: versionName(promptVersion),
  }));
  return (
    <div className={styles['parts']}>
      <Panel title="Versions">
        <div className={styles['form']}>
          <Select
            label="Prompt"
            value={chosen}
            options={names.map((name) => ({ value: name, label: name }))}
            onChange={setPrompt}
          />
          <Select label="First" value={a} options={options} onChange={setA} />
          <Select label="Second" value={b} options={options} onChange={setB} />
        </div>
      </Panel>
      {before === undefined || after === undefined ? (
        <EmptyState title="Choose two versions that were used in this time." />
      ) : (
        <>
          <Panel title="Figures">
            <SideBySide
              caption="Figures of both versions"
              columns={[before, after].map((totals, place) => ({
                key: String(place),
                header: versionName(totals.promptVersion),
                totals,
              }))}
            />
          </Panel>
          <Words prompt={chosen} a={a} b={b} />
        </>
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  const known = options.some((option) => option.value === value) ? options : [{ value, label: value }, ...options];
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {known.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Words({ prompt, a, b }: { prompt: string; a: string; b: string }) {
  const isMasked = useMasked();
  const [first, second] = [useLatest(prompt, a, !isMasked), useLatest(prompt, b, !isMasked)];
  if (isMasked) return <Masked>You see in what figures differ.</Masked>;
  return (
    <Answered query={first}>
      {(before) => (
        <Answered query={second}>
          {(after) => (
            <div className={styles['parts']}>
              <Text title="System prompt of the latest call of each" before={before} after={after} of="systemPrompt" />
              <Text title="Prompt of the latest call of each" before={before} after={after} of="prompt" />
            </div>
          )}
        </Answered>
      )}
    </Answered>
  );
}

interface TextProps {
  title: string;
  before: Call | null;
  after: Call | null;
  of: 'systemPrompt' | 'prompt';
}

function Text({ title, before, after, of }: TextProps) {
  const [a, b] = [before?.[of] ?? '', after?.[of] ?? ''];
  if (a === '' && b === '') return null;
  return (
    <Panel title={title} note={a === b ? 'Equal in both' : undefined}>
      <TextDiff before={a} after={b} />
    </Panel>
  );
}

function useLatest(promptName: string, promptVersion: string, enabled: boolean): UseQueryResult<Call | null> {
  const { view } = useView();
  const query = { ...datesOf(view.range), kind: 'call', promptName, promptVersion, limit: 1 };
  return useQuery({
    queryKey: ['calls', 'latest of', query],
    queryFn: async ({ signal }) => (await request<CallPage>('calls', query, { signal })).items[0] ?? null,
    enabled,
  });
}
