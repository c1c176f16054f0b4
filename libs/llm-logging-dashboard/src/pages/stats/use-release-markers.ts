import { useQuery } from '@tanstack/react-query';
import type { ReleaseStart } from 'nestjs-llm-logging';
import { useMemo } from 'react';
import type { Json } from '../../api/json.js';
import { request } from '../../api/request.js';
import type { Marker } from '../../charts/plot-options.js';
import { useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';

const STALE_MS = 600_000;
const NONE: readonly Marker[] = [];

/** When releases came into use within the time of the page. */
export function useReleaseMarkers(): readonly Marker[] {
  const { view } = useView();
  const { startDate, endDate } = datesOf(view.range);
  const { data } = useQuery({
    queryKey: ['stats/releases/starts', view.range],
    queryFn: ({ signal }) => request<Json<ReleaseStart>[]>('stats/releases/starts', { startDate, endDate }, { signal }),
    staleTime: STALE_MS,
    retry: false,
  });
  return useMemo(() => (data === undefined ? NONE : markersOf(data)), [data]);
}

function markersOf(releases: readonly Json<ReleaseStart>[]): Marker[] {
  return releases.map(({ release, firstCallAt }) => ({ at: Date.parse(firstCallAt), label: `Release ${release}` }));
}
