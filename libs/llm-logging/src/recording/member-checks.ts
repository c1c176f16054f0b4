import { isCallId, isCallKind, isCallType, LlmCallKind, type LlmToolCall, MAX_INTEGER } from 'llm-exchange/call';
import type { Cleaner } from 'llm-exchange/privacy';

/** Why a member was left out. */
export class Invalid {
  constructor(readonly problem: string) {}
}

/** Gives the member's value as it is stored, or says why it cannot be. */
export type MemberCheck = (value: unknown, cleaner: Cleaner, member: string) => unknown;

/** `numeric(20,12)` has eight digits before the point. */
const MAX_COST = 1e8;
const MAX_NAME = 512;
const MAX_TAGS = 64;
const EARLIEST = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/** A text of any length; other values as their JSON, which is what a list of messages is wanted as. */
export const text: MemberCheck = (value, cleaner, member) => cleaner.text(value, member);

/** A name or id: goes into an index, which takes no longer ones. */
export const name: MemberCheck = (value, cleaner, member) => {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return new Invalid('not a string');
  if (value === '') return undefined;
  return value.length > MAX_NAME ? new Invalid(`longer than ${MAX_NAME} characters`) : cleaner.repair(value, member);
};

export const callType: MemberCheck = (value) =>
  isCallType(value) ? value : new Invalid('not 1 to 64 of a-z, 0-9, "_", "." and "-"');

export const callKind: MemberCheck = (value) =>
  isCallKind(value) ? value : new Invalid(`not one of ${Object.values(LlmCallKind).join(', ')}`);

export const callId: MemberCheck = (value) =>
  isCallId(value) ? value.toLowerCase() : new Invalid('not the id of a call');

export const number: MemberCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : new Invalid('not a finite number');

export const wholeNumber: MemberCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INTEGER
    ? value
    : new Invalid(`not a whole number from 0 to ${MAX_INTEGER}`);

export const milliseconds: MemberCheck = (value) =>
  typeof value === 'number' && value >= 0 && value <= MAX_INTEGER
    ? Math.round(value)
    : new Invalid('not a number of milliseconds');

export const cost: MemberCheck = (value) =>
  typeof value === 'number' && value >= 0 && value < MAX_COST ? value : new Invalid('not an amount of USD from 0');

/** From the year 2000 to tomorrow: anything else is a mistake, and would make a partition of its own. */
export const time: MemberCheck = (value) => {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) return new Invalid('not a time');
  if (ms < EARLIEST || ms > Date.now() + DAY_MS) return new Invalid('not between the year 2000 and tomorrow');
  return new Date(ms).toISOString();
};

export const bag: MemberCheck = (value, cleaner, member) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Invalid('not an object');
  const copy = cleaner.bag(value, member);
  return typeof copy === 'object' && !Array.isArray(copy) ? copy : new Invalid('could not be read');
};

const MAX_COUNTS = 64;
const COUNT_NAME = /^[a-z]\w{0,63}$/i;

/** Numbers by name, without those that are null. */
export const counts: MemberCheck = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Invalid('not an object');
  const said = Object.entries(value as Record<string, unknown>).filter(
    ([, each]) => each !== null && each !== undefined,
  );
  if (said.length > MAX_COUNTS) return new Invalid(`has more than ${MAX_COUNTS} members`);
  const isWrong = ([name, each]: [string, unknown]): boolean =>
    !COUNT_NAME.test(name) || typeof each !== 'number' || !Number.isFinite(each) || each < 0;
  if (said.some(isWrong)) return new Invalid('not numbers from 0 by name');
  return said.length === 0 ? undefined : Object.fromEntries(said);
};

export const toolCalls: MemberCheck = (value, cleaner, member) => {
  if (!Array.isArray(value)) return new Invalid('not a list');
  const calls = cleaner.json(value, member) as LlmToolCall[];
  if (calls.some((call) => typeof call?.name !== 'string')) return new Invalid('has an entry without a name');
  const { maxPayloadBytes } = cleaner.limits;
  if (JSON.stringify(calls).length * 3 <= maxPayloadBytes) return calls;
  const share = Math.floor(maxPayloadBytes / calls.length);
  return calls.map((call) => ({ ...call, arguments: cleaner.cut(call.arguments, member, share) }));
};

export const tags: MemberCheck = (value, cleaner, member) => {
  if (!Array.isArray(value) || value.length > MAX_TAGS) return new Invalid(`not a list of at most ${MAX_TAGS} texts`);
  if (value.some((tag) => typeof tag !== 'string' || tag.length > MAX_NAME)) return new Invalid('not a list of texts');
  return [...new Set((value as string[]).map((tag) => cleaner.text(tag, member)))];
};
