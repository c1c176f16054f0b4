import { LlmCallKind } from './call-kind.js';
import { LlmCallStatus } from './call-status.js';
import { LLM_CALL_VIAS } from './call-via.js';

/** What the values of a member are, and how PostgreSQL stores them. */
const SQL_TYPES = {
  callId: 'uuid',
  callType: 'text',
  callKind: 'text',
  status: 'text',
  via: 'text',
  /** A name or an id of something: short enough for an index. */
  name: 'text',
  /** A text of any length. */
  text: 'text',
  number: 'double precision',
  count: 'integer',
  /** Milliseconds. */
  ms: 'integer',
  usd: 'numeric(20,12)',
  time: 'timestamptz',
  bag: 'jsonb',
  toolCalls: 'jsonb',
  /** Numbers by name. */
  counts: 'jsonb',
  tags: 'text[]',
} as const;

export type ValueKind = keyof typeof SQL_TYPES;

/** All values that there can be, of kinds of which that is known. */
export const KNOWN_VALUES: { readonly [K in ValueKind]?: readonly string[] } = {
  callKind: Object.values(LlmCallKind),
  status: Object.values(LlmCallStatus),
  via: LLM_CALL_VIAS,
};

/** What the integer columns can hold: `latency_ms` ends after 24 days. */
export const MAX_INTEGER = 2_147_483_647;

/**
 * How two events of one call become one row. `takes` below means: the newer event's outcome is taken
 * ({@link takesOutcome}).
 *
 * - `key`: the same in both.
 * - `kind`: the newer, unless it is the column's `usual` value (what is stored when only an outcome is known).
 * - `first`: what was known when the call started: the first value given stays, gaps are filled.
 * - `answered`: who answered: the outcome's value where it takes and has one, otherwise the first given.
 * - `outcome`: how it ended: all of the newer where it takes, otherwise all of the older.
 * - `bag`: joined.
 */
type MergeRule = 'key' | 'kind' | 'first' | 'answered' | 'outcome' | 'bag';

/**
 * What a member says of people.
 *
 * - `payload`: what was asked and answered: whatever people write.
 * - `text`: what may quote it: messages of errors, the application's own notes.
 * - `person`: points to a person, or to what one person did.
 * - `fact`: a number, a time, or a name of something that is nobody's.
 */
export type Holds = 'payload' | 'text' | 'person' | 'fact';

/** How calls are found by a member. */
export interface CallFilter {
  /**
   * - `some`: its value is one of those given; with a minus before it, a value leaves calls out.
   * - `one`: its value is the one given.
   * - `all`: all that are given are among its values.
   * - `part`: what is given is in its value.
   * - `least`: its value is the number given, or more.
   */
  readonly by: 'some' | 'one' | 'all' | 'part' | 'least';
  /** Who knows the filter: lists and statistics alike, lists and what a list costs, or lists alone. */
  readonly of: 'statistics' | 'costs' | 'lists';
  /** The filter's name, where it is not the member's. */
  readonly as?: string;
}

/** What not every member has. */
interface More {
  /** What it is, where its name does not say so. */
  readonly description?: string;
  readonly example?: string;
  /** What is stored where nothing is given. */
  readonly usual?: string;
  /** Whether it is the log's own: no event may give it. */
  readonly own?: true;
  /** Whether a row always has it; others may be null. */
  readonly always?: true;
  /** What of one exchange with a provider it is: what was asked, what was answered, or what that used. */
  readonly exchange?: 'asked' | 'answered' | 'used';
  readonly filter?: CallFilter;
  /** Its column in reports, which have all that is no text; false where they leave it out. */
  readonly report?: string | false;
}

export interface CallColumn extends More {
  readonly column: string;
  readonly values: ValueKind;
  /** PostgreSQL type. */
  readonly type: string;
  readonly merge: MergeRule;
  readonly holds: Holds;
}

type ColumnOf<V extends ValueKind, H extends Holds, M extends More> = CallColumn & {
  readonly values: V;
  readonly holds: H;
} & M;

type MakeColumn<H extends Holds> = <const V extends ValueKind, const M extends More = Record<never, never>>(
  column: string,
  values: V,
  merge: MergeRule,
  more?: M,
) => ColumnOf<V, H, M>;

export const fact = thatHolds('fact');
export const person = thatHolds('person');
export const text = thatHolds('text');
export const payload = thatHolds('payload');

/** All columns are objects of one shape: they are read for each member of each call. */
function thatHolds<H extends Holds>(holds: H): MakeColumn<H> {
  return (column, values, merge, more) => {
    const { description, example, usual, own, always, exchange, filter, report }: More = more ?? {};
    const type = SQL_TYPES[values];
    const made = { column, values, type, merge, holds, description, example, usual, own, always, exchange };
    return { ...made, filter, report } as unknown as ColumnOf<typeof values, H, NonNullable<typeof more>>;
  };
}
