import type { Place } from './place.js';

/** How an option is counted. */
export type Unit = 'bytes' | 'ms' | 'days' | 'hours' | 'minutes' | 'seconds' | 'USD';

/**
 * What one option may be: the check of what is given, and what holds where nothing is. A section is an option of options. Options are plain
 * values, so that the page of options in the docs is made of the same ones that are checked.
 */
export interface Option<T> {
  /** Gives the value with its defaults filled in. What is wrong goes to the place; the value is then of no use. */
  readonly read: (given: unknown, place: Place) => T;
  /** What holds where nothing is given, where that depends on nothing else. */
  readonly fallback?: unknown;
  readonly unit?: Unit | undefined;
  /** Of a section, or of each entry of a list of sections. */
  readonly members?: Members;
}

export type Members = Readonly<Record<string, Option<unknown>>>;

/** What an option is once it is resolved. */
export type ResolvedOf<O> = O extends Option<infer T> ? T : never;

type NamesOf<T> = T extends T ? keyof T : never;

/** An option for each member of the type, none left out: `section({ … } satisfies MembersOf<DeliveryOptions>)`. */
export type MembersOf<T> = Readonly<Record<NamesOf<T>, Option<unknown>>>;
