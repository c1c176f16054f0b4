import { useState } from 'react';
import type { BudgetRule } from '../../api/answers.js';
import { useBudgetRules, useBudgets } from '../../api/budget-queries.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { Slot } from '../stats/slot.js';
import { BudgetEvents } from './budget-events.js';
import { BudgetForm } from './budget-form.js';
import { BudgetList } from './budget-list.js';
import { BudgetRules } from './budget-rules.js';
import { RemoveBudget } from './remove-budget.js';

type Opened = { what: 'change' | 'remove'; rule: BudgetRule } | { what: 'new' };

/** What may be spent: how near each budget is to its limit, what is defined, what happened. */
export function BudgetsPage() {
  const budgets = useBudgets();
  const rules = useBudgetRules();
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  return (
    <Page title="Budgets" actions={<button onClick={() => setOpened({ what: 'new' })}>New budget</button>}>
      <Panel
        title="Status"
        note="Nearest to its limit first. The lighter part is the projection for the end of the window."
      >
        <Slot query={budgets} room="table" isEmpty={(rows) => rows.length === 0} empty={<NoBudgets />}>
          {(rows) => <BudgetList budgets={rows} rules={rules.data ?? []} />}
        </Slot>
      </Panel>
      {rules.data?.length !== 0 && (
        <Panel title="Rules">
          <Slot query={rules} room="table">
            {(rows) => (
              <BudgetRules
                rules={rows}
                onChange={(rule) => setOpened({ what: 'change', rule })}
                onRemove={(rule) => setOpened({ what: 'remove', rule })}
              />
            )}
          </Slot>
        </Panel>
      )}
      <BudgetEvents />
      {opened?.what === 'remove' && <RemoveBudget rule={opened.rule} onClose={close} />}
      {opened?.what === 'change' && <BudgetForm rule={opened.rule} onClose={close} />}
      {opened?.what === 'new' && <BudgetForm onClose={close} />}
    </Page>
  );
}

function NoBudgets() {
  return (
    <EmptyState title="No budget yet.">
      <p>
        Define one here, or in the options: <code>{`budgets: [{ name: 'all', limitUsd: 100, window: 'month' }]`}</code>
      </p>
    </EmptyState>
  );
}
