import type { Option } from './option.js';

/** A list of options; empty where nothing is given. */
export function listOf<T>(each: Option<T>, problem = 'must be a list'): Option<readonly T[]> {
  return {
    ...(each.members && { members: each.members }),
    fallback: [],
    read: (given, place) => {
      if (given === undefined) return [];
      if (Array.isArray(given))
        return Object.freeze(given.map((entry: unknown, index) => each.read(entry, place.entry(index))));
      place.fault(problem);
      return [];
    },
  };
}

/** The same list, in which no two entries may have one name. */
export function eachNamed<T extends { readonly name: string }>(list: Option<readonly T[]>): Option<readonly T[]> {
  return {
    ...list,
    read: (given, place) => {
      const entries = list.read(given, place);
      const names = new Set<string>();
      for (const [index, { name }] of entries.entries()) {
        if (names.has(name))
          place
            .entry(index)
            .member('name')
            .fault(`${JSON.stringify(name)} is the name of another one`);
        if (name !== undefined) names.add(name);
      }
      return entries;
    },
  };
}
