import { Readable } from 'node:stream';
import { CALL_COLUMNS, type CallMember } from 'llm-exchange/call';
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

const MEMBERS: readonly (CallMember | 'createdAt')[] = [...(Object.keys(CALL_COLUMNS) as CallMember[]), 'createdAt'];

const FORMATS: Readonly<Record<LlmExportFormat, ExportFormat>> = {
  ndjson: { mediaType: 'application/x-ndjson', head: '', lineOf: (call) => `${JSON.stringify(call)}\n` },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvRecord(MEMBERS),
    lineOf: (call) => csvRecord(MEMBERS.map((member) => call[member])),
  },
};

export const EXPORT_FORMATS = Object.keys(FORMATS) as LlmExportFormat[];

/** @throws LlmQueryError for a format that there is not. */
export function exportFormat(format: string): ExportFormat {
  if (!Object.hasOwn(FORMATS, format)) throw new LlmQueryError('format', `must be one of ${EXPORT_FORMATS.join(', ')}`);
  return FORMATS[format as LlmExportFormat];
}

/**
 * Pages of calls as a stream of text. The first page is read before there is a stream, so that a question that is wrong or takes too
 * long is told at once; what fails later is the stream's error. Who destroys the stream ends the reading, at once.
 */
export async function exportCalls(
  pagesUntil: (signal: AbortSignal) => AsyncGenerator<LlmCall[]>,
  format: string,
  signal?: AbortSignal,
): Promise<Readable> {
  const { head, lineOf } = exportFormat(format);
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
