import { listOf } from './schema/list.js';
import { wholeNumber } from './schema/numbers.js';
import type { MembersOf, Option } from './schema/option.js';
import { section } from './schema/section.js';
import { text } from './schema/texts.js';
import { flag, required, that, withDefault } from './schema/values.js';

const MIB = 1_024 * 1_024;

/** What one sender of calls is known by, and what holds for all that it sends. */
export interface IngestToken {
  /** Sent as `Authorization: Bearer …`, or as the password of Basic authentication. Make it long and random. */
  token: string;
  /** All its calls are this company's, whatever they name. */
  companyId?: string;
  /**
   * Name of the service; goes to `metadata.service`.
   * @default what the sender calls itself
   */
  service?: string;
  /**
   * `false`: of its calls no text is stored.
   * @default `true`
   */
  texts?: boolean;
}

/** Calls that other services report: by OpenTelemetry (OTLP/HTTP) and by LiteLLM. */
export interface IngestOptions {
  /**
   * Where they are sent, below the root of the application: its global prefix does not count.
   * @default `llm-ingest`
   */
  path?: string;
  /** Who may send. */
  tokens: IngestToken[];
  /**
   * Bytes of one request at most, decompressed.
   * @default 16 MiB
   */
  maxBodyBytes?: number;
}

const PRINTABLE = 'must be a text of printable characters without spaces; is the environment variable set?';

const token = section({
  token: required(
    that<string>((value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value), PRINTABLE),
    PRINTABLE,
  ),
  companyId: text,
  service: text,
  texts: flag(true),
} satisfies MembersOf<IngestToken>);

const NONE = 'name at least one, such as [{ token: process.env.LLM_INGEST_TOKEN }]: nobody may send without';

const tokens: Option<IngestToken[]> = {
  members: token.members,
  read: (given, place) => {
    const read = listOf(token, NONE).read(given, place);
    if (read.length === 0 && (given === undefined || Array.isArray(given))) place.fault(NONE);
    const seen = new Set<unknown>();
    for (const [index, { token: each }] of read.entries()) {
      if (seen.has(each))
        place.entry(index).member('token').fault('is the same as another one: give each sender its own');
      if (each !== undefined) seen.add(each);
    }
    return read as IngestToken[];
  },
};

const path: Option<string> = withDefault(
  {
    read: (given, place) => {
      const trimmed = text.read(given, place)?.replace(/^\/+|\/+$/g, '');
      if (trimmed !== undefined && !/^[\w.~-]+(\/[\w.~-]+)*$/.test(trimmed))
        place.fault('must be a path such as "llm-ingest", of letters, digits and ". ~ _ -"');
      return trimmed;
    },
  },
  'llm-ingest',
);

export const ingestOptions = section({
  path,
  tokens,
  maxBodyBytes: wholeNumber({ default: 16 * MIB, from: 1_024, to: 512 * MIB, unit: 'bytes' }),
} satisfies MembersOf<IngestOptions>);
