import type { BudgetRule } from '../../api/answers.js';
import { useRemoveBudget } from '../../api/budget-queries.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorState } from '../../components/states.js';
import styles from './budgets.module.css';

/** Removes a budget, once it is confirmed. */
export function RemoveBudget({ rule, onClose }: { rule: BudgetRule; onClose: () => void }) {
  const remove = useRemoveBudget();
  return (
    <Dialog title={`Remove ${rule.name}?`} onClose={onClose}>
      <p>
        Its counters go with it; its events stay. {rule.onLimit === 'block' && 'Calls past its limit are made again. '}
        {rule.source === 'options' && 'It is defined in the options, and comes back with the next start.'}
      </p>
      {remove.isError && <ErrorState error={remove.error} />}
      <div className={styles['buttons']}>
        <button onClick={onClose}>Cancel</button>
        <button
          className={styles['primary']}
          disabled={remove.isPending}
          onClick={() => remove.mutate(rule.name, { onSuccess: onClose })}
        >
          Remove
        </button>
      </div>
    </Dialog>
  );
}
