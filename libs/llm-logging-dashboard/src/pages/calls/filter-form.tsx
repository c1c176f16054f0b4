import { useId, useState } from 'react';
import { useMasked, useStats } from '../../api/queries.js';
import { Dialog } from '../../components/dialog.js';
import { useView } from '../../view/use-view.js';
import { LISTS, type FilterName, type ListFilter } from '../../view/view.js';
import styles from './filter-form.module.css';
import { FILTER_LABELS } from './filter-labels.js';

/** The search has a field of its own. */
const CHOICES = (Object.keys(FILTER_LABELS) as FilterName[]).filter((name) => name !== 'search');

/** Adds a filter of any kind. */
export function FilterForm() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button onClick={() => setOpen(true)}>Filter</button>
      {isOpen && <Form onClose={() => setOpen(false)} />}
    </>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { view, change } = useView();
  const [name, setName] = useState<FilterName>('status');
  const [value, setValue] = useState('');
  const names = useNames(name);
  // Whoever may not read metadata may not search in it.
  const isMasked = useMasked();
  const list = useId();
  const { hint, inputMode } = FILTER_LABELS[name];
  return (
    <Dialog title="Filter" onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          const before = isList(name) ? (view.filters[name] ?? []) : undefined;
          change({ [name]: before === undefined ? value.trim() : [...new Set([...before, value.trim()])] });
          onClose();
        }}
      >
        <label>
          By
          <select value={name} onChange={(event) => setName(event.target.value as FilterName)}>
            {CHOICES.filter((filter) => filter !== 'metadata' || !isMasked).map((filter) => (
              <option key={filter} value={filter}>
                {FILTER_LABELS[filter].label}
              </option>
            ))}
          </select>
        </label>
        <label>
          {hint}
          <input
            required
            value={value}
            list={list}
            inputMode={inputMode}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <datalist id={list}>
          {names.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <button type="submit">Add</button>
      </form>
    </Dialog>
  );
}

const STATUSES = ['success', 'error', 'timeout', 'cancelled', 'pending'];
const KINDS = ['call', 'step', 'tool', 'retrieval', 'agent'];

/** Names to choose from. */
function useNames(filter: FilterName): readonly string[] {
  const { data } = useStats('facets');
  const names: { [Name in FilterName]?: readonly string[] } = {
    status: STATUSES,
    kind: KINDS,
    callType: data?.callTypes,
    provider: data?.providers,
    model: data?.models,
    tags: data?.tags,
    companyId: data?.companies,
  };
  return names[filter] ?? [];
}

function isList(name: FilterName): name is ListFilter {
  return (LISTS as readonly FilterName[]).includes(name);
}
