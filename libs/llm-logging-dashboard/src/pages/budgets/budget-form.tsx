import { useState, type ReactNode } from 'react';
import type { BudgetRule } from '../../api/answers.js';
import { useDefineBudget } from '../../api/budget-queries.js';
import { useCapabilities } from '../../api/queries.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorState } from '../../components/states.js';
import { bodyOf, writtenOf, type Written } from './budget-body.js';
import { MATCH_LABELS, PER_LABELS, WINDOWS } from './budget-words.js';
import styles from './budgets.module.css';

/** Defines a budget, or changes one. The server checks what it may be, and says what is wrong. */
export function BudgetForm({ rule, onClose }: { rule?: BudgetRule; onClose: () => void }) {
  const [written, setWritten] = useState<Written>(() => writtenOf(rule));
  const define = useDefineBudget();
  const scope = useCapabilities().data?.companyId ?? null;
  const set = (name: string, value: string): void => setWritten({ ...written, [name]: value });
  const field = (name: string): FieldProps => ({ name, value: written[name]!, onChange: set });
  const matches = (Object.keys(MATCH_LABELS) as (keyof typeof MATCH_LABELS)[]).filter(
    (name) => name !== 'companyId' || scope === null,
  );
  return (
    <Dialog title={rule === undefined ? 'New budget' : `Change ${rule.name}`} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          define.mutate({ name: written['name']!.trim(), body: bodyOf(written, rule) }, { onSuccess: onClose });
        }}
      >
        {rule === undefined && <Field label="Name" required {...field('name')} />}
        <Field label="Limit" hint="USD" inputMode="decimal" required {...field('limitUsd')} />
        <Select label="Window" options={WINDOWS.map((window) => [window, window])} {...field('window')} />
        <Field label="Time zone" hint="IANA name; empty: the application’s" {...field('timeZone')} />
        <Select
          label="A counter for each"
          options={[['', 'none: one for all'], ...Object.entries(PER_LABELS)]}
          {...field('per')}
        />
        <Field label="Events at" hint="Shares of the limit in %" {...field('alerts')} />
        <Select
          label="At the limit"
          options={[
            ['alert', 'an event is written'],
            ['block', 'calls are refused'],
          ]}
          {...field('onLimit')}
        />
        {written['onLimit'] === 'block' && (
          <Select
            label="While the database is away"
            options={[
              ['allow', 'calls are made'],
              ['block', 'calls are refused'],
            ]}
            {...field('onUnavailable')}
          />
        )}
        {written['per'] !== '' && (
          <label className={styles['wide']}>
            Other limits of single values
            <textarea rows={3} value={written['limits']} onChange={({ target }) => set('limits', target.value)} />
            <span className={styles['hint']}>Lines such as: acme = 200</span>
          </label>
        )}
        <fieldset>
          <legend>Only calls of</legend>
          {matches.map((name) => (
            <Field
              key={name}
              label={MATCH_LABELS[name]}
              hint={name === 'tags' ? 'All of them, with commas' : undefined}
              {...field(name)}
            />
          ))}
        </fieldset>
        {rule?.source === 'options' && (
          <p className={styles['wide']}>It is defined in the options, which are written again at each start.</p>
        )}
        {define.isError && (
          <div className={styles['wide']}>
            <ErrorState error={define.error} />
          </div>
        )}
        <div className={styles['buttons']}>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={styles['primary']} disabled={define.isPending}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  name: string;
  value: string;
  onChange: (name: string, value: string) => void;
}

interface InputProps extends FieldProps {
  label: string;
  hint?: string;
  required?: boolean;
  inputMode?: 'decimal';
}

function Field({ label, hint, name, value, onChange, ...input }: InputProps) {
  return (
    <label>
      {label}
      <input {...input} value={value} onChange={({ target }) => onChange(name, target.value)} />
      {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
    </label>
  );
}

interface SelectProps extends FieldProps {
  label: string;
  options: readonly (readonly [value: string, label: ReactNode])[];
}

function Select({ label, options, name, value, onChange }: SelectProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(name, target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
