import { LlmQueryError } from '../errors.js';
import { HOUR_MS } from './hour-rows.js';

/**
 * The hours of two times, both included.
 * @throws LlmQueryError where `to` is before `from`, or not over yet.
 */
export function hoursAgain(from: Date, to: Date): { from: Date; to: Date } {
  const hours = { from: startOfHour(from), to: startOfHour(to) };
  if (hours.to < hours.from) throw new LlmQueryError('to', 'must not be before `from`');
  if (hours.to.getTime() + HOUR_MS > Date.now()) throw new LlmQueryError('to', 'must be an hour that is over');
  return hours;
}

function startOfHour(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
}
