import { useRef } from 'react';
import { useMasked } from '../../api/queries.js';
import { Chip } from '../../components/chip.js';
import { Choice } from '../../components/choice.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { useView } from '../../view/use-view.js';
import { LISTS, SHARED, TEXTS, type FilterName } from '../../view/view.js';
import { FilterForm } from './filter-form.js';
import { FILTER_LABELS } from './filter-labels.js';
import styles from './list-filters.module.css';

const ENDS = [
  { value: '', label: 'All' },
  { value: 'error,timeout', label: 'Failed' },
  { value: 'pending', label: 'Pending' },
];

/** Search and those filters that only lists of calls have. */
export function ListFilters() {
  const { view, change } = useView();
  return (
    <div className={styles['filters']} role="group" aria-label="Filters of the list">
      <Search />
      <Choice
        label="How calls ended"
        options={ENDS}
        value={view.filters.status?.toSorted().join() ?? ''}
        onChange={(ends) => change({ status: ends === '' ? undefined : ends.split(',') })}
      />
      <FilterForm />
      <Chips />
    </div>
  );
}

function Search() {
  const { view, change } = useView();
  const isMasked = useMasked();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => field.current?.select());
  // Whoever may not read texts may not search in them.
  if (isMasked) return <p>Texts are masked for you.</p>;
  const { search = '' } = view.filters;
  return (
    <form
      role="search"
      className={styles['search']}
      onSubmit={(event) => {
        event.preventDefault();
        change({ search: field.current!.value.trim() });
      }}
    >
      <input
        // A search from elsewhere, such as of a link, belongs into the field.
        key={search}
        ref={field}
        type="search"
        defaultValue={search}
        placeholder="Search texts  /"
        aria-label="Search prompts, responses and errors"
        title={'Words, "quoted phrases" and beginnings of words (deliv*)'}
        onKeyDown={(event) => event.key === 'Escape' && field.current!.blur()}
      />
    </form>
  );
}

function Chips() {
  const { view, change } = useView();
  const names: FilterName[] = [...LISTS, ...TEXTS].filter((name) => !SHARED.includes(name));
  return names.flatMap((name) => {
    const values = [view.filters[name] ?? []].flat();
    return values.map((value) => (
      <Chip
        key={`${name} ${value}`}
        name={FILTER_LABELS[name].label}
        value={value}
        onRemove={() => change({ [name]: values.filter((other) => other !== value) })}
      />
    ));
  });
}
