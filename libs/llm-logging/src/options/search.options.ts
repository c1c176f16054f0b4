import type { MembersOf } from './schema/option.js';
import { section } from './schema/section.js';
import { flag } from './schema/values.js';

/** The index for searching texts. */
export interface SearchOptions {
  /**
   * Partitions whose time is over get an index of their texts, off the path of writing, with `CREATE INDEX CONCURRENTLY`. `false` makes
   * none: `search` reads the texts. It needs `migrate`.
   * @default `true`
   */
  index?: boolean;
}

export const searchOptions = section({ index: flag(true) } satisfies MembersOf<SearchOptions>);
