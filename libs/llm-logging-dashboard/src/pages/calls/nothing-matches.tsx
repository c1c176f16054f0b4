import { Link } from 'wouter';
import { EmptyState } from '../../components/states.js';
import { useView } from '../../view/use-view.js';
import { asBeginnings } from './search-beginnings.js';

/** Why the list is empty, and what to try. */
export function NothingMatches() {
  const { view, linkTo } = useView();
  const { search } = view.filters;
  const beginnings = search === undefined ? undefined : asBeginnings(search);
  if (beginnings === undefined)
    return (
      <EmptyState title="No call matches.">
        <p>Widen the time, or remove a filter.</p>
      </EmptyState>
    );
  return (
    <EmptyState title="No call matches.">
      <p>
        The search finds whole words: no text in this time has <strong>{search}</strong>.
      </p>
      <p>
        <Link href={linkTo('/calls', { ...view.filters, search: beginnings })}>
          Search for words that begin so: <code>{beginnings}</code>
        </Link>
      </p>
    </EmptyState>
  );
}
