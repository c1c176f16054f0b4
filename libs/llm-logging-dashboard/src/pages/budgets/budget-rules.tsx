import type { BudgetRule } from '../../api/answers.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { money } from '../../format/numbers.js';
import styles from './budgets.module.css';
import { matchText, PER_LABELS, windowText } from './budget-words.js';

interface BudgetRulesProps {
  rules: readonly BudgetRule[];
  onChange: (rule: BudgetRule) => void;
  onRemove: (rule: BudgetRule) => void;
}

const SOURCES: Readonly<Record<BudgetRule['source'], string>> = {
  options: 'options',
  service: 'administrator',
  company: 'company',
};

/** The budgets as they were defined, and what may be done with them. */
export function BudgetRules({ rules, onChange, onRemove }: BudgetRulesProps) {
  const columns: Column<BudgetRule>[] = [
    { id: 'name', header: 'Name', value: ({ name }) => name },
    {
      id: 'limit',
      header: 'Limit',
      numeric: true,
      value: ({ limitUsd }) => limitUsd,
      cell: ({ limitUsd }) => money(limitUsd),
    },
    { id: 'window', header: 'Window', value: windowText },
    { id: 'match', header: 'Counts', value: ({ match }) => matchText(match) },
    { id: 'per', header: 'Per', value: ({ per }) => (per === undefined ? '' : PER_LABELS[per]) },
    {
      id: 'onLimit',
      header: 'At the limit',
      value: ({ onLimit }) => (onLimit === 'block' ? 'refuse calls' : 'alert'),
    },
    { id: 'source', header: 'Defined by', value: ({ source }) => SOURCES[source] },
    {
      id: 'actions',
      header: 'Actions',
      bare: true,
      value: () => undefined,
      cell: (rule) => <Actions rule={rule} onChange={onChange} onRemove={onRemove} />,
    },
  ];
  return <DataTable caption="Budgets as they are defined" columns={columns} rows={rules} rowKey={({ name }) => name} />;
}

function Actions({ rule, onChange, onRemove }: { rule: BudgetRule } & Omit<BudgetRulesProps, 'rules'>) {
  if (!rule.mayChange) return <span className={styles['muted']}>read only</span>;
  return (
    <span className={styles['actions']}>
      <button aria-label={`Change ${rule.name}`} onClick={() => onChange(rule)}>
        Change
      </button>
      <button aria-label={`Remove ${rule.name}`} onClick={() => onRemove(rule)}>
        Remove
      </button>
    </span>
  );
}
