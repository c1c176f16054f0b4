import { count } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import styles from './facet-rail.module.css';
import { FILTER_LABELS } from './filter-labels.js';
import { useCompanyCounts, type Counts } from './use-company-counts.js';
import { useListTotals } from './use-list-totals.js';

const MOST = 8;

type Facet = 'companyId' | 'model' | 'callType' | 'provider';

/** Names that the listed calls have, with how many have each: a click keeps those, the minus leaves them out. */
export function FacetRail() {
  const models = useListTotals('model')?.data?.byModel;
  const types = useListTotals('callType')?.data?.byCallType;
  const providers = useListTotals('provider')?.data?.byProvider;
  return (
    <aside className={styles['rail']} aria-label="Filters with counts">
      <Names facet="model" counts={countsOf(models)} />
      <Names facet="callType" counts={countsOf(types)} />
      <Companies />
      <Names facet="provider" counts={countsOf(providers)} />
    </aside>
  );
}

/** Where counting reads many rows, who wants it asks for it: the list does not wait. */
function Companies() {
  const { state, counts, ask } = useCompanyCounts(MOST);
  if (state !== 'offered') return <Names facet="companyId" counts={counts} />;
  return (
    <div>
      <h2 className={styles['title']}>{FILTER_LABELS.companyId.label}</h2>
      <button className={styles['ask']} onClick={ask}>
        Count companies
      </button>
    </div>
  );
}

function Names({ facet, counts }: { facet: Facet; counts: Counts }) {
  const { view, change } = useView();
  const { label } = FILTER_LABELS[facet];
  if (counts.length === 0) return null;
  const chosen = [view.filters[facet] ?? []].flat();
  const isList = facet !== 'companyId';
  const toggle = (value: string): void => {
    const others = chosen.filter((other) => other !== value);
    const next = others.length < chosen.length ? others : [...others, value];
    change({ [facet]: isList ? next : next.at(-1) });
  };
  return (
    <div>
      <h2 className={styles['title']}>{label}</h2>
      <ul className={styles['names']}>
        {counts.slice(0, MOST).map(([name, calls]) => (
          <li key={name}>
            <button
              className={styles['name']}
              aria-pressed={chosen.includes(filterOf(name))}
              title={name}
              onClick={() => toggle(filterOf(name))}
            >
              <bdi>{name}</bdi>
            </button>
            {isList && name !== 'unknown' && (
              <button
                className={styles['not']}
                aria-label={`Leave out ${name}`}
                title="Leave out"
                onClick={() => toggle(`-${name}`)}
              >
                −
              </button>
            )}
            <span className={styles['count']}>{count(calls)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Calls without a name count under `unknown`. */
function filterOf(name: string): string {
  return name === 'unknown' ? '-*' : name;
}

function countsOf(totals: Readonly<Record<string, { totalCalls: number }>> = {}): Counts {
  return Object.entries(totals)
    .map(([name, { totalCalls }]) => [name, totalCalls] as const)
    .sort(([, a], [, b]) => b - a);
}
