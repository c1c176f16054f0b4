import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from './day-cycle.js';
import { planDay } from './day-plan.js';
import { endOf, type PlannedCall, type TimedCall } from './planned-call.js';
import { Texts } from './texts.js';
import { Workload } from './workload.js';

const [workload, texts] = [new Workload(), new Texts()];
const FIRST = Date.UTC(2026, 0, 5) / DAY_MS;
const days = Array.from({ length: 28 }, (_none, index) => planDay(FIRST + index, workload, texts));
const all = days.flat().flatMap(({ calls }) => calls.flatMap(withSteps));

function withSteps({ call, steps }: PlannedCall): TimedCall[] {
  return [call, ...steps.flatMap(withSteps)];
}

function failed(calls: readonly TimedCall[]): number {
  return calls.filter(({ status }) => status === 'error' || status === 'timeout').length / calls.length;
}

function during(weekday: number, hours: readonly [number, number], week: number): TimedCall[] {
  return all.filter(({ startedAt }) => {
    const sinceMonday = Math.floor(startedAt.getTime() / DAY_MS) + 3;
    const hour = (startedAt.getTime() % DAY_MS) / 3_600_000;
    return (
      Math.floor(sinceMonday / 7) % 4 === week && sinceMonday % 7 === weekday && hour >= hours[0] && hour < hours[1]
    );
  });
}

describe('a planned day', () => {
  it('is the same whenever it is asked', () => {
    expect(planDay(FIRST + 3, new Workload(), new Texts())).toEqual(days[3]);
  });

  it('has its steps inside the call that makes them', () => {
    const pipelines = days
      .flatMap((traces) => traces.flatMap(({ calls }) => calls))
      .filter(({ steps }) => steps.length);
    expect(pipelines.length).toBeGreaterThan(1_000);
    for (const { call, steps } of pipelines) {
      expect(steps[0]!.call.startedAt.getTime()).toBeGreaterThan(call.startedAt.getTime());
      expect(endOf(steps.at(-1)!.call)).toEqual(endOf(call));
    }
  });

  it('has nights that are quieter than days, and a weekend that is quieter than the week', () => {
    const at = (from: number, to: number) =>
      all.filter(({ startedAt }) => startedAt.getUTCHours() >= from && startedAt.getUTCHours() < to).length;
    expect(at(0, 5)).toBeLessThan(at(9, 14) / 5);
    const traces = (weekdays: readonly number[]) =>
      days.reduce((sum, day, index) => sum + (weekdays.includes(index % 7) ? day.length : 0), 0) / weekdays.length;
    expect(traces([5, 6])).toBeLessThan(traces([0, 1, 2, 3, 4]) / 2);
  });
});

describe('in four weeks', () => {
  it.each([
    ['one provider refuses for two hours', 1, [13, 15], 0, (call: TimedCall) => call.provider === 'openai'],
    ['a release breaks one step', 3, [9.6, 11.2], 1, (call: TimedCall) => call.callType === 'rag_synthesis'],
    ['one provider is slow', 2, [15, 17], 2, (call: TimedCall) => call.provider === 'anthropic'],
    ['one provider is overloaded', 0, [10, 11], 3, (call: TimedCall) => call.provider === 'google'],
  ] as const)('%s', (_what, weekday, hours, week, isHit) => {
    const then = during(weekday, hours, week).filter(isHit);
    expect(then.length).toBeGreaterThan(5);
    expect(failed(then)).toBeGreaterThan(0.2);
  });

  it('little fails at other times', () => {
    expect(failed(during(4, [0, 24], 0))).toBeLessThan(0.04);
    expect(failed(all)).toBeGreaterThan(0.005);
  });
});
