import { useStats } from '../../api/queries.js';
import { useView } from '../../view/use-view.js';

/** The one type of calls to compare on. */
export function CallTypeChoice() {
  const { view, change } = useView();
  const { data } = useStats('facets');
  const chosen = view.filters.callType ?? [];
  const types = [...new Set([...(data?.callTypes ?? []), ...chosen])];
  return (
    <label>
      Compare on{' '}
      <select
        value={chosen.length === 1 ? chosen[0] : ''}
        onChange={({ target }) => change({ callType: target.value === '' ? undefined : [target.value] })}
      >
        <option value="">{chosen.length > 1 ? 'several types' : 'all types'}</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </select>
    </label>
  );
}
