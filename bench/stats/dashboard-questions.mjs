const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The times that the dashboard offers: as it asks for them, and the ones before that it compares them with, with the filters of its bar. */
export function rangesAt(now, { timeZone, filters }) {
  const others = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== 'callType'));
  return Object.entries({
    '1 h': HOUR_MS,
    '24 h': DAY_MS,
    '7 d': 7 * DAY_MS,
    '30 d': 30 * DAY_MS,
    '90 d': 90 * DAY_MS,
  }).map(([name, length]) => {
    const [start, before] = [new Date(now - length), new Date(now - 2 * length)];
    const time = length < DAY_MS ? { startDate: start.toISOString() } : { days: length / DAY_MS };
    const range = { ...time, ...filters };
    return {
      name,
      time,
      range,
      ofAllTypes: { ...time, ...others },
      before: { startDate: before.toISOString(), endDate: start.toISOString(), ...filters },
      series: { ...range, interval: length <= 3 * DAY_MS ? 'hour' : 'day', timeZone },
      month: { timeZone, ...filters },
    };
  });
}

/** What its pages ask, each of a time, in the days of a time zone. */
export const DASHBOARD_QUESTIONS = {
  'names to filter by': (stats, { time }) => stats.getFacets(time),
  'cost, and by what': (stats, { range }) => stats.getCostStats(range),
  'the same before': (stats, { before }) => stats.getCostStats(before),
  'this time and the one before': (stats, { range }) => stats.comparePeriods(range),
  'latency and rates': (stats, { range }) => stats.getPerformanceStats(range),
  'the same of the time before': (stats, { before }) => stats.getPerformanceStats(before),
  'projection of the month': (stats, { month }) => stats.getProjectedCost(month),
  'models without a price': (stats, { range }) => stats.getUnpricedModels(range),
  'models compared': (stats, { range }) => stats.compareModels(range),
  'top users': (stats, { range }) => stats.getTopUsers({ ...range, limit: 25 }),
  'top companies': (stats, { range }) => stats.getTopCompanies({ ...range, limit: 100 }),
  'those of the time before': (stats, { before }) => stats.getTopCompanies({ ...before, limit: 100 }),
  'errors by type, messages': (stats, { range }) => stats.getErrorRates({ ...range, messages: 100 }),
  'errors by model': (stats, { range }) => stats.getErrorRates({ ...range, groupBy: 'model', messages: 50 }),
  'RAG health': (stats, { ofAllTypes }) => stats.getRagHealth({ ...ofAllTypes, limit: 20 }),
  'by type, over time': (stats, { series }) => stats.getTimeSeries({ ...series, groupBy: 'callType' }),
  'by model, over time': (stats, { series }) => stats.getTimeSeries({ ...series, groupBy: 'model' }),
  'by company, over time': (stats, { series }) =>
    stats.getTimeSeries({ ...series, groupBy: 'company', by: 'cost', limit: 7 }),
  'by user, over time': (stats, { series }) =>
    stats.getTimeSeries({ ...series, groupBy: 'user', by: 'cost', limit: 7 }),
  'percentiles, over time': (stats, { series }) => stats.getTimeSeries({ ...series, percentiles: true }),
  'latency by model, over time': (stats, { series }) =>
    stats.getTimeSeries({ ...series, groupBy: 'model', percentiles: 'latency' }),
};
