import { useQuery } from '@tanstack/react-query';
import type { ReleaseStats } from 'nestjs-llm-logging';
import { useMemo } from 'react';
import type { Json } from '../../api/json.js';
import { request } from '../../api/request.js';
import type { Marker } from '../../charts/plot-options.js';
import { useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';

/** Rows are read for it: of a longer time that takes too long for marks beside a chart. */
const LONGEST_MS = 8 * 86_400_000;
const STALE_MS = 600_000;
const NONE: readonly Marker[] = [];

/** When releases made their first calls within the time of the page, where that is soon found. The one that it begins with is no news. */
export function useReleaseMarkers(): readonly Marker[] {
  const { view } = useView();
  const { startDate, endDate } = datesOf(view.range);
  const { data } = useQuery({
    queryKey: ['stats/releases', 'markers', view.range],
    queryFn: ({ signal }) => request<Json<ReleaseStats>[]>('stats/releases', { startDate, endDate }, { signal }),
    enabled: Date.parse(endDate) - Date.parse(startDate) <= LONGEST_MS,
    staleTime: STALE_MS,
    retry: false,
  });
  return useMemo(() => (data === undefined ? NONE : markersOf(data)), [data]);
}

function markersOf(releases: readonly Json<ReleaseStats>[]): Marker[] {
  const known = releases.filter(({ release }) => release !== 'unknown');
  const marks = known.map(({ release, firstCallAt }) => ({ at: Date.parse(firstCallAt), label: `Release ${release}` }));
  return marks.sort((a, b) => a.at - b.at).slice(1);
}
