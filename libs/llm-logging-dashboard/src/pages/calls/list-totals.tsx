import { count, money, tokens } from '../../format/numbers.js';
import styles from './calls-list.module.css';
import { useListTotals } from './use-list-totals.js';

/** What all calls that match add up to, those below the end of the list too. */
export function ListTotals() {
  const totals = useListTotals();
  if (totals === undefined) return <span>No totals for a search in texts. Remove the search to see them.</span>;
  if (totals.data === undefined) return null;
  const { totalCost, totalCalls, totalTokens, unpricedCalls } = totals.data;
  return (
    <dl className={styles['totals']} aria-label="Totals of what matches">
      <div>
        <dt>Model calls</dt>
        <dd>{count(totalCalls)}</dd>
      </div>
      <div>
        <dt>Tokens</dt>
        <dd>{tokens(totalTokens)}</dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{money(totalCost)}</dd>
      </div>
      {unpricedCalls > 0 && (
        <div>
          <dt>Unpriced</dt>
          <dd>{count(unpricedCalls)}</dd>
        </div>
      )}
    </dl>
  );
}
