import type { UseQueryResult } from '@tanstack/react-query';
import type { StatsFilters } from 'nestjs-llm-logging';
import { useCallback } from 'react';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { isJoined } from '../../charts/colour-scale.js';
import { intervalOf } from '../../charts/period.js';
import type { Where } from '../../charts/where.js';
import { subjectPage, type SubjectKind } from '../../view/subjects.js';
import { useView } from '../../view/use-view.js';
import { COUNTED, datesOf, type ViewChange } from '../../view/view.js';
import { reportingZone } from '../../view/zone.js';
import { filterFor, type Dimension } from './dimensions.js';
import { partOf } from './time-range.js';

export type TimeSeries = StatsAnswer<'stats/timeseries'>;

interface Shown extends Omit<StatsFilters, 'days' | 'startDate' | 'endDate'> {
  groupBy?: Dimension;
  /** By what the names with a series of their own are chosen, and how many they are. */
  by?: 'cost' | 'calls';
  limit?: number;
  percentiles?: true | 'latency';
}

/** Figures over time, as finely as suits the range, in days of the reporting zone. */
export function useTimeSeries(shown: Shown = {}): UseQueryResult<TimeSeries> {
  const { view } = useView();
  const interval = intervalOf(datesOf(view.range));
  return useStats('stats/timeseries', { interval, timeZone: reportingZone(), ...shown });
}

export interface ChartLinks {
  /** Path of the calls that a page looks at, with a change. */
  callsOf: (change?: ViewChange) => string;
  /** The same for a place in a chart of a dimension's names. */
  hrefBy: (dimension: Dimension, change?: ViewChange) => (where: Where) => string | undefined;
  /** Looks closer at a time. */
  zoom: (startDate: string, endDate: string) => void;
}

const SUBJECT_OF: Partial<Record<Dimension, SubjectKind>> = {
  user: 'user',
  company: 'company',
  origin: 'origin',
  model: 'model',
  promptName: 'prompt',
};

/** From figures to calls, and from a longer time to a shorter. */
export function useChartLinks(): ChartLinks {
  const { view, linkTo, change } = useView();
  const callsOf = useCallback(
    (change: ViewChange = {}) => {
      const { userId, status, tags } = view.filters;
      return linkTo('/calls', { ...COUNTED, userId, status, tags, ...change });
    },
    [view, linkTo],
  );
  return {
    callsOf,
    hrefBy:
      (dimension, change) =>
      ({ name, period }) => {
        const subject = SUBJECT_OF[dimension];
        // Of the whole time, a name leads to its page.
        if (
          name !== undefined &&
          period === undefined &&
          change === undefined &&
          subject !== undefined &&
          !isJoined(name)
        )
          return linkTo(...subjectPage(subject, name));
        const named = name === undefined ? {} : filterFor(dimension, name);
        if (named === undefined) return undefined;
        return callsOf({ ...change, ...named, ...(period && { range: partOf(period, view.range) }) });
      },
    zoom: (startDate, endDate) => change({ range: partOf({ start: startDate, end: endDate }, view.range) }),
  };
}
