import type { Call, CallCost } from '../../api/answers.js';
import { useCallCost } from '../../api/queries.js';
import { Panel } from '../../components/panel.js';
import { ErrorState, Loading } from '../../components/states.js';
import { moneyColumn } from '../../format/money.js';
import { count, money, share } from '../../format/numbers.js';
import { Facts } from './facts.js';
import styles from './cost-panel.module.css';

const CLASSES: Readonly<Record<CallCost['parts'][number]['class'], string>> = {
  input: 'Input',
  cached_input: 'Cached input',
  cache_write: 'Cache write',
  cache_write_1h: 'Cache write, 1 h',
  audio_input: 'Audio input',
  image_input: 'Image input',
  output: 'Output',
  audio_output: 'Audio output',
  image_output: 'Image output',
  web_search: 'Web searches',
  request: 'Requests',
};

/** What was used by class, and what each cost. */
export function CostPanel({ call }: { call: Call }) {
  const { data, error } = useCallCost(call.id);
  return (
    <Panel title="Tokens and cost" note={data && noteOf(data, call)}>
      {data === undefined && error === null && <Loading />}
      {error !== null && data === undefined && <ErrorState error={error} />}
      {data !== undefined && data.parts.length > 0 && <Parts cost={data} />}
      {(data === undefined || data.parts.length === 0) && <Reported call={call} />}
      <Tier call={call} />
      {data?.isEstimated === true && (
        <p className={styles['reasoning']}>The tokens are an estimate: the provider did not report them.</p>
      )}
      {call.reasoningTokens !== null && call.reasoningTokens > 0 && (
        <p className={styles['reasoning']}>{count(call.reasoningTokens)} tokens of the output are reasoning.</p>
      )}
    </Panel>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  price: 'From the price list.',
  given: 'The total is as it was reported; the parts are from the price list.',
};

const REASONS: Readonly<Record<string, string>> = {
  no_tokens: 'Its tokens are not known, so it has no cost.',
  no_price: 'Its model has no price: set one with the option prices, then run reprice.',
  no_tier_price: 'Its tier has no price: set one with the option prices.',
};

function noteOf({ source, reason }: CallCost, { kind, totalTokens }: Call): string | undefined {
  if (kind !== 'call' && totalTokens === null) return 'No call of a model: what was spent is that of the calls in it.';
  return source === null ? REASONS[reason ?? 'no_price'] : SOURCES[source];
}

/** The usual tier goes without saying. */
function Tier({ call: { serviceTier } }: { call: Call }) {
  if (serviceTier === null || /^(default|standard|on_demand)$/.test(serviceTier)) return null;
  return <p className={styles['reasoning']}>Answered in the tier {serviceTier}.</p>;
}

function Parts({ cost: { parts, estimatedCost } }: { cost: CallCost }) {
  const sum = parts.reduce((total, { cost }) => total + (cost ?? 0), 0);
  const column = moneyColumn([...parts.map(({ cost }) => cost), estimatedCost]);
  return (
    <>
      {sum > 0 && (
        <div className={styles['bar']} aria-hidden="true">
          {parts.map((part) => (
            <span key={part.class} className={styles[part.class]} style={{ flexGrow: (part.cost ?? 0) / sum }} />
          ))}
        </div>
      )}
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Used</th>
            <th scope="col">Cost</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.class}>
              <th scope="row">
                <span aria-hidden="true" className={`${styles['key']} ${styles[part.class]}`} />
                {CLASSES[part.class]}
              </th>
              <td>{count(part.count ?? part.tokens)}</td>
              <td>{column(part.cost)}</td>
              <td>{sum > 0 && part.cost !== null ? share(part.cost / sum) : ''}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td>{count(parts.reduce((total, part) => total + part.tokens, 0))} tokens</td>
            <td>{column(estimatedCost)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </>
  );
}

/** What the call itself says, where its cost cannot be split. */
function Reported({ call }: { call: Call }) {
  const shown = (value: number | null): string | null => (value === null ? null : count(value));
  return (
    <Facts
      facts={[
        ['Input', shown(call.promptTokens)],
        ['Cached input', shown(call.cachedPromptTokens)],
        ['Cache write', shown(call.cacheWriteTokens)],
        ['Output', shown(call.completionTokens)],
        ['Total', shown(call.totalTokens)],
        ['Cost', call.kind === 'call' || call.estimatedCost !== null ? money(call.estimatedCost) : null],
      ]}
    />
  );
}
