import type { Members, Option, ResolvedOf } from './option.js';
import type { Place } from './place.js';

/** The members of a section as they were given. */
export type Given = Readonly<Record<string, unknown>>;

/** The members of a section once they are resolved. */
export type Values<M extends Members> = { readonly [Name in keyof M]: ResolvedOf<M[Name]> };

export interface SectionOption<M extends Members, T> extends Option<T> {
  readonly members: M;
}

/**
 * An object of options. Members that it does not know are faults: they are likely misspelt.
 * @param finish what its members mean together. It may add faults; without it the members are the value.
 */
export function section<M extends Members>(members: M): SectionOption<M, Values<M>>;
export function section<M extends Members, T>(
  members: M,
  finish: (values: Values<M>, place: Place, given: Given) => T,
): SectionOption<M, T>;
export function section<M extends Members>(
  members: M,
  finish: (values: Values<M>, place: Place, given: Given) => unknown = (values) => values,
): SectionOption<M, unknown> {
  const names = Object.keys(members);
  return {
    members,
    read: (whole, place) => {
      const given = membersOf(whole, place);
      for (const name of Object.keys(given).filter((each) => !Object.hasOwn(members, each)))
        place.member(name).fault(`is no option; there are ${names.join(', ')}`);
      const values = names
        .map((name) => [name, members[name]!.read(given[name], place.member(name))] as const)
        .filter(([, value]) => value !== undefined);
      return Object.freeze(finish(Object.fromEntries(values) as Values<M>, place, given));
    },
  };
}

/** A section that may be left out or be `false`: it is `false` then. */
export function orFalse<M extends Members, T>(of: SectionOption<M, T>): SectionOption<M, T | false> {
  return {
    members: of.members,
    fallback: false,
    read: (given, place) => (given === undefined || given === false ? false : of.read(given, place)),
  };
}

/** A section that `false` switches off. */
export function unlessFalse<M extends Members, T>(of: SectionOption<M, T>): SectionOption<M, T | false> {
  return { members: of.members, read: (given, place) => given !== false && of.read(given, place) };
}

/** A section that may be left out: it is undefined then. */
export function optional<M extends Members, T>(of: SectionOption<M, T>): SectionOption<M, T | undefined> {
  return {
    members: of.members,
    read: (given, place) => (given === undefined ? undefined : of.read(given, place)),
  };
}

function membersOf(given: unknown, place: Place): Given {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Given;
  if (given !== undefined) place.fault('must be an object');
  return {};
}
