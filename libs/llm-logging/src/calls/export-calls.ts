import { Readable } from 'node:stream';
import { CALL_MEMBERS, type CallMember } from 'llm-exchange/call';
import { LlmQueryError } from '../errors.js';
import { csvRecord } from './csv.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';

/** One call a line as JSON, or RFC 4180 with a header. */
export type LlmExportFormat = 'ndjson' | 'csv';

interface ExportFormat {
  readonly mediaType: string;
  readonly head: string;
  readonly lineOf: (call: LlmCall) => string;
}

/** What a call is exported with. */
type ExportColumn = CallMember | 'createdAt';

export const EXPORT_COLUMNS: readonly ExportColumn[] = [...CALL_MEMBERS, 'createdAt'];

const FORMATS: Readonly<Record<LlmExportFormat, (columns: readonly ExportColumn[] | undefined) => ExportFormat>> = {
  ndjson: (columns) => ({
    mediaType: 'application/x-ndjson',
    head: '',
    lineOf: (call) => `${JSON.stringify(columns === undefined ? call : withOnly(call, columns))}\n`,
  }),
  csv: (columns = EXPORT_COLUMNS) => ({
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvRecord(columns),
    lineOf: (call) => csvRecord(columns.map((column) => call[column])),
  }),
};

export const EXPORT_FORMATS = Object.keys(FORMATS) as LlmExportFormat[];

/**
 * @param columns only these, in this order; default all.
 * @throws LlmQueryError for a format or a column that there is not.
 */
export function exportFormat(format: string, columns?: readonly string[]): ExportFormat {
  if (!Object.hasOwn(FORMATS, format)) throw new LlmQueryError('format', `must be one of ${EXPORT_FORMATS.join(', ')}`);
  const known: readonly string[] = EXPORT_COLUMNS;
  if (columns?.some((column) => !known.includes(column)))
    throw new LlmQueryError('columns', `must be some of ${known.join(', ')}`);
  return FORMATS[format as LlmExportFormat](columns as readonly ExportColumn[] | undefined);
}

function withOnly(call: LlmCall, columns: readonly ExportColumn[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((column) => [column, call[column]]));
}

/**
 * Pages of calls as a stream of text. The first page is read before there is a stream, so that a question that is wrong or takes too
 * long fails at once; what fails later is the stream's error. Who destroys the stream ends the reading, at once.
 */
export async function exportCalls(
  pagesUntil: (signal: AbortSignal) => AsyncGenerator<LlmCall[]>,
  format: string,
  { signal, columns }: { signal?: AbortSignal | undefined; columns?: readonly string[] | undefined } = {},
): Promise<Readable> {
  const { head, lineOf } = exportFormat(format, columns);
  const reading = new AbortController();
  const pages = pagesUntil(signal === undefined ? reading.signal : AbortSignal.any([signal, reading.signal]));
  const first = await pages.next();
  const stream = Readable.from(
    (async function* () {
      try {
        yield head;
        if (!first.done) yield first.value.map(lineOf).join('');
        for await (const page of pages) yield page.map(lineOf).join('');
      } finally {
        await pages.return(undefined);
      }
    })(),
    { objectMode: false, highWaterMark: 64 * 1024 },
  );
  // The generator hears of it only between two pages.
  const destroy = stream._destroy.bind(stream);
  stream._destroy = (error, done) => {
    reading.abort();
    destroy(error, done);
  };
  return stream;
}
