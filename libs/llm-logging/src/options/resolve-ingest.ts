import type { IngestOptions, IngestToken } from './llm-logging-options.js';
import { OptionReader } from './option-reader.js';
import type { ResolvedOptions } from './resolved-options.js';

const MIB = 1024 * 1024;
const PATH = /^[\w.~-]+(\/[\w.~-]+)*$/;

/** The option `ingest` with its defaults. */
export function ingestOf(read: OptionReader): ResolvedOptions['ingest'] {
  const given = read.raw('ingest');
  if (given === undefined || given === false) return false;
  const part = read.part('ingest', ['path', 'tokens', 'maxBodyBytes'] satisfies (keyof IngestOptions)[]);
  const path = (part.text('path') ?? 'llm-ingest').replace(/^\/+|\/+$/g, '');
  if (!PATH.test(path))
    part.fault('ingest.path: must be a path such as "llm-ingest", of letters, digits and ". ~ _ -"');
  return {
    path,
    tokens: tokensOf(part),
    maxBodyBytes: part.wholeNumber('maxBodyBytes', 16 * MIB, 1_024, 512 * MIB),
  };
}

function tokensOf(part: OptionReader): IngestToken[] {
  const tokens = part.raw('tokens');
  if (!Array.isArray(tokens) || tokens.length === 0) {
    part.fault(
      'ingest.tokens: name at least one, such as [{ token: process.env.LLM_INGEST_TOKEN }]: nobody may send without',
    );
    return [];
  }
  const seen = new Set<unknown>();
  return tokens.map((given: unknown, index) => {
    const path = `ingest.tokens[${index}]`;
    const entry = new OptionReader(path, given, ['token', 'companyId', 'service', 'texts'], part.faults);
    return tokenOf(entry, path, seen);
  });
}

function tokenOf(entry: OptionReader, path: string, seen: Set<unknown>): IngestToken {
  const token = entry.raw('token');
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    entry.fault(
      `${path}.token: must be a text of printable characters without spaces; is the environment variable set?`,
    );
  if (seen.has(token)) entry.fault(`${path}.token: is the same as another one: give each sender its own`);
  seen.add(token);
  return {
    token: String(token),
    texts: entry.boolean('texts', true),
    ...defined({ companyId: entry.text('companyId'), service: entry.text('service') }),
  };
}

function defined<T extends object>(members: T): { [Member in keyof T]?: Exclude<T[Member], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
