import type { StatsAnswer } from '../read-stats.js';
import { bar } from './bar.js';
import { fit } from './fit.js';
import { costColumn, costText } from './costs.js';
import { cost, count, counted, dateTime, duration, localTime, share } from './quantities.js';
import { safeBeginning } from './safe-text.js';
import type { Style } from './style.js';

const BAR = 20;
const NAME_LENGTH = 100;

/** One line of a section: how much of its largest, figures in columns, and a name, last so that none of any width shifts a column. */
interface Line {
  readonly amount: number;
  readonly figures: readonly string[];
  readonly name: string;
}

interface Shown {
  readonly style: Style;
  /** Of the terminal; undefined: lines are as long as they are. */
  readonly columns?: number | undefined;
}

/** The answer for a terminal. */
export function statsReport(answer: StatsAnswer, { style, columns }: Shown): string {
  const sections = [
    section(`Cost by ${answer.interval}`, periodLines(answer), style),
    section('Models, by calls', modelLines(answer), style),
    section('Types, by cost', typeLines(answer), style),
    section('Users, by cost', costLines(answer.users.map((user) => ({ ...user, name: user.userId }))), style),
    section(
      'Companies, by cost',
      costLines(answer.companies.map((company) => ({ ...company, name: company.companyId }))),
      style,
    ),
    section('Errors, by calls', errorLines(answer), style),
  ];
  const report = [headOf(answer, style), ...sections.filter((text) => text !== ''), ''].join('\n');
  return report
    .split('\n')
    .map((line) => fit(line, columns))
    .join('\n');
}

function headOf(answer: StatsAnswer, style: Style): string {
  const { from, to, timeZone, cost: costs, performance, errors } = answer;
  const { p50LatencyMs, p95LatencyMs, p99LatencyMs, avgTimeToFirstTokenMs, successRate } = performance;
  const facts: [string, string][] = [
    ['Cost', `${costText(costs)}${costs.totalCost > 0 ? `, ${cost(costs.totalCost / costs.totalCalls)} a call` : ''}`],
    ['Calls', `${count(costs.totalCalls)}, ${share(successRate)} succeeded`],
    ['Tokens', `${count(costs.promptTokens)} in, ${count(costs.completionTokens)} out`],
    ['Latency', `p50 ${duration(p50LatencyMs)}, p95 ${duration(p95LatencyMs)}, p99 ${duration(p99LatencyMs)}`],
    ['First token', `${duration(avgTimeToFirstTokenMs)} on average`],
    ['Failed', `${count(errors.failedCalls)}, ${share(errors.errorRate)}`],
    ...unpricedFacts(costs),
    ...(costs.costOfEstimates > 0
      ? [['Estimated', `${cost(costs.costOfEstimates)} of it is of tokens that were estimated`] as [string, string]]
      : []),
  ];
  return [
    `${style('bold', `${dateTime(from, timeZone)} to ${dateTime(to, timeZone)}`)} ${style('gray', `(${timeZone})`)}`,
    '',
    ...facts.map(([name, value]) => `${style('gray', name.padEnd(12))} ${value}`),
    '',
  ].join('\n');
}

/** Calls without a cost, by what is missing. */
function unpricedFacts({
  unpricedCalls,
  uncountedCalls,
  unpricedModels,
  byModel,
}: StatsAnswer['cost']): [string, string][] {
  const isWithoutPrice = (model: string): boolean => byModel[model]!.unpricedCalls > byModel[model]!.uncountedCalls;
  const models = unpricedModels
    .filter(isWithoutPrice)
    .map((model) => safeBeginning(model, NAME_LENGTH))
    .join(', ');
  const withoutPrice = unpricedCalls - uncountedCalls;
  const facts: [string, string][] = [];
  if (withoutPrice > 0) facts.push(['No price', `${counted(withoutPrice, 'call')}: ${models}`]);
  if (uncountedCalls > 0) facts.push(['No tokens', `${counted(uncountedCalls, 'call')} without a number of tokens`]);
  return facts;
}

function periodLines({ timeSeries, interval, timeZone }: StatsAnswer): Line[] {
  return costLines(
    timeSeries.map((point) => ({
      ...point,
      name: localTime(point.start, timeZone).slice(0, interval === 'hour' ? 16 : 10),
    })),
  );
}

function modelLines({ models }: StatsAnswer): Line[] {
  const format = costColumn(models.map(({ totalCost }) => totalCost));
  return models.map((model) => ({
    amount: model.totalCalls,
    figures: [
      counted(model.totalCalls, 'call'),
      costText(model, format),
      `p50 ${duration(model.p50LatencyMs)}`,
      `p95 ${duration(model.p95LatencyMs)}`,
      `${share(model.errorRate)} failed`,
    ],
    name: `${model.provider}/${model.model}`,
  }));
}

function typeLines({ cost: { byCallType } }: StatsAnswer): Line[] {
  return costLines(
    Object.entries(byCallType)
      .map(([name, totals]) => ({ ...totals, name }))
      .sort((a, b) => b.totalCost - a.totalCost || b.totalCalls - a.totalCalls),
  );
}

interface Spent {
  readonly name: string;
  readonly totalCost: number;
  readonly totalCalls: number;
  readonly unpricedCalls: number;
}

function costLines(spent: readonly Spent[]): Line[] {
  const format = costColumn(spent.map(({ totalCost }) => totalCost));
  return spent.map((those) => ({
    amount: those.totalCost,
    figures: [costText(those, format), counted(those.totalCalls, 'call')],
    name: those.name,
  }));
}

function errorLines({ errors }: StatsAnswer): Line[] {
  return errors.messages.map(({ message, calls, errorType, errorCode }) => ({
    amount: calls,
    figures: [counted(calls, 'call')],
    name: [errorType, errorCode, message ?? '(message no longer stored)'].filter((part) => part !== null).join(' '),
  }));
}

function section(title: string, lines: readonly Line[], style: Style): string {
  if (lines.length === 0) return '';
  const most = Math.max(...lines.map(({ amount }) => amount));
  const widths = lines[0]!.figures.map((_figure, column) =>
    Math.max(...lines.map(({ figures }) => figures[column]!.length)),
  );
  const rows = lines.map(({ amount, figures, name }) => {
    const columns = figures.map((figure, column) => figure.padStart(widths[column]!)).join('  ');
    return `${style('cyan', bar(most === 0 ? 0 : amount / most, BAR))} ${columns}  ${safeBeginning(name, NAME_LENGTH)}`;
  });
  return [style('bold', title), ...rows, ''].join('\n');
}
