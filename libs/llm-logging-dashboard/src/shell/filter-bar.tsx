import { useStats, useCapabilities } from '../api/queries.js';
import { Chip } from '../components/chip.js';
import { FILTER_LABELS } from '../pages/calls/filter-labels.js';
import { useView } from '../view/use-view.js';
import { SHARED } from '../view/view.js';
import styles from './filter-bar.module.css';
import { RangePicker } from './range-picker.js';
import { ViewsMenu } from './views-menu.js';

/** Names to choose from, by filter. */
const CHOICES = [
  { filter: 'companyId', label: 'Company', facet: 'companies' },
  { filter: 'callType', label: 'Type', facet: 'callTypes' },
  { filter: 'model', label: 'Model', facet: 'models' },
  { filter: 'provider', label: 'Provider', facet: 'providers' },
] as const;

/** What all pages look at: the time, and the filters that they share. */
export function FilterBar() {
  return (
    <div className={styles['bar']} role="group" aria-label="Time and filters">
      <RangePicker />
      {CHOICES.map((choice) => (
        <FilterChoice key={choice.filter} {...choice} />
      ))}
      <SharedChips />
      <span className={styles['views']}>
        <ViewsMenu />
      </span>
    </div>
  );
}

function FilterChoice({ filter, label, facet }: (typeof CHOICES)[number]) {
  const { view, change } = useView();
  const facets = useStats('facets');
  const capabilities = useCapabilities();
  if (filter === 'companyId' && capabilities.data?.companyId != null) return null;
  const chosen = [view.filters[filter] ?? []].flat();
  const offered = (facets.data?.[facet] ?? []).filter((name) => !chosen.includes(name));
  const add = (name: string): void => change({ [filter]: filter === 'companyId' ? name : [...chosen, name] });
  return (
    <select
      className={styles['choice']}
      aria-label={`Filter by ${label.toLowerCase()}`}
      value=""
      onChange={(event) => add(event.target.value)}
    >
      <option value="">{label}</option>
      {offered.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

function SharedChips() {
  const { view, change } = useView();
  return SHARED.flatMap((filter) => {
    const values = [view.filters[filter] ?? []].flat();
    return values.map((value) => (
      <Chip
        key={`${filter} ${value}`}
        name={FILTER_LABELS[filter].label}
        value={value}
        onRemove={() => change({ [filter]: values.filter((other) => other !== value) })}
      />
    ));
  });
}
