import type { BudgetRule, BudgetStatus } from '../../api/answers.js';
import { SubjectLink } from '../../components/subject-link.js';
import { Time } from '../../components/time.js';
import { count, money, share as shareText } from '../../format/numbers.js';
import type { SubjectKind } from '../../view/subjects.js';
import styles from './budgets.module.css';

interface BudgetListProps {
  budgets: readonly BudgetStatus[];
  rules: readonly BudgetRule[];
}

/** Of its limit: a budget that is or will be so far needs attention. */
const NEAR = 0.8;

const PAGES: Partial<Record<NonNullable<BudgetRule['per']>, SubjectKind>> = {
  company: 'company',
  user: 'user',
  model: 'model',
};

/** Each budget, and each of those with a value of its own, as a bar up to its limit. */
export function BudgetList({ budgets, rules }: BudgetListProps) {
  return (
    <ul className={styles['budgets']} aria-label="Budgets">
      {budgets.map((budget) => (
        <Budget
          key={`${budget.name} ${budget.subject}`}
          budget={budget}
          rule={rules.find(({ name }) => name === budget.name)}
        />
      ))}
    </ul>
  );
}

function Budget({ budget, rule }: { budget: BudgetStatus; rule: BudgetRule | undefined }) {
  const { name, subject, limitUsd, spentUsd, reservedUsd, share, projectedUsd, windowEnd, blockedCalls } = budget;
  const page = rule?.per && PAGES[rule.per];
  return (
    <li className={styles['budget']}>
      <span className={styles['name']}>
        <strong>{name}</strong>{' '}
        {subject !== null && (page === undefined ? <bdi>{subject}</bdi> : <SubjectLink kind={page} name={subject} />)}
      </span>
      <span className={styles['spent']}>
        {money(spentUsd)} <span className={styles['muted']}>of {money(limitUsd)}</span>{' '}
        <strong className={share >= 1 ? styles['over'] : undefined}>{shareText(share)}</strong>
      </span>
      <Bar budget={budget} shares={rule?.alerts ?? []} />
      <span className={styles['notes']}>
        {windowEnd === null ? (
          'no reset'
        ) : (
          <span>
            Resets <Time at={windowEnd} />
          </span>
        )}
        {projectedUsd !== null && (
          <span className={projectedUsd > limitUsd ? styles['near'] : undefined}>Projected {money(projectedUsd)}</span>
        )}
        {reservedUsd > 0 && <span>{money(reservedUsd)} reserved for running calls</span>}
        {blockedCalls > 0 && <span className={styles['over']}>{count(blockedCalls)} calls refused</span>}
      </span>
    </li>
  );
}

/** Up to its limit, with the projection as a lighter part and ticks where an event is written. */
function Bar({ budget, shares }: { budget: BudgetStatus; shares: readonly number[] }) {
  const { share, projectedUsd, limitUsd } = budget;
  const projected = projectedUsd === null || limitUsd === 0 ? share : projectedUsd / limitUsd;
  return (
    <span className={styles['bar']} aria-hidden="true" data-near={share < 1 && Math.max(projected, share) > NEAR}>
      <span className={styles['projected']} style={{ width: width(Math.max(projected, share)) }} />
      <span className={share >= 1 ? styles['fullOver'] : styles['full']} style={{ width: width(share) }} />
      {shares
        .filter((tick) => tick > 0 && tick < 1)
        .map((tick) => (
          <span key={tick} className={styles['tick']} style={{ left: width(tick) }} />
        ))}
    </span>
  );
}

function width(share: number): string {
  return `${Math.min(share, 1) * 100}%`;
}
