import { validateCronExpression } from 'cron';
import type { ExportDestination, ExportsOptions } from './llm-logging-options.js';
import type { OptionReader } from './option-reader.js';
import type { ResolvedOptions } from './resolved-options.js';

const MEMBERS = ['to', 'formats', 'texts', 'since', 'delayMinutes', 'cron', 'enabled'];
const BUCKET = ['bucket', 'prefix', 'region', 'endpoint', 'pathStyle', 'credentials'];
const FORMATS: readonly unknown[] = ['parquet', 'ndjson'];
const MAX_DELAY = 7 * 24 * 60;

/** The option `exports` with its defaults. */
export function exportsOf(read: OptionReader): ResolvedOptions['exports'] {
  const given = read.raw('exports');
  if (given === undefined || given === false) return false;
  const part = read.part('exports', MEMBERS);
  const cron = part.text('cron') ?? '12 * * * *';
  if (!validateCronExpression(cron).valid)
    part.fault('exports.cron: must be a cron expression, such as "12 * * * *" for 12 minutes past each hour');
  return {
    to: destinationOf(part),
    formats: formatsOf(part),
    texts: part.boolean('texts', false),
    since: sinceOf(part),
    delayMinutes: part.wholeNumber('delayMinutes', 30, 0, MAX_DELAY),
    cron,
    enabled: part.boolean('enabled', true),
  };
}

/** Of both places members are known; which one is meant is checked after. */
function destinationOf(read: OptionReader): ExportDestination {
  const to = read.part('to', ['directory', ...BUCKET]);
  const directory = to.text('directory');
  const bucket = to.text('bucket');
  if ((directory === undefined) === (bucket === undefined))
    to.fault("exports.to: give either { directory: '/data/llm' } or { bucket: 'llm' }");
  if (directory !== undefined) return { directory };
  const endpoint = to.text('endpoint');
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint))
    to.fault('exports.to.endpoint: must be an http or https address');
  return {
    bucket: bucket ?? '',
    prefix: to.text('prefix'),
    region: to.text('region'),
    endpoint,
    pathStyle: to.raw('pathStyle') === undefined ? undefined : to.boolean('pathStyle', false),
    credentials: credentialsOf(to),
  };
}

function credentialsOf(to: OptionReader): Extract<ExportDestination, { bucket: string }>['credentials'] {
  if (to.raw('credentials') === undefined) return undefined;
  const part = to.part('credentials', ['accessKeyId', 'secretAccessKey', 'sessionToken']);
  const [accessKeyId, secretAccessKey] = [part.text('accessKeyId'), part.text('secretAccessKey')];
  if (accessKeyId === undefined || secretAccessKey === undefined)
    part.fault('exports.to.credentials: needs accessKeyId and secretAccessKey; leave it out for those of the machine');
  return {
    accessKeyId: accessKeyId ?? '',
    secretAccessKey: secretAccessKey ?? '',
    sessionToken: part.text('sessionToken'),
  };
}

function formatsOf(read: OptionReader): readonly NonNullable<ExportsOptions['formats']>[number][] {
  const formats = read.raw('formats') ?? ['parquet'];
  const isRight = Array.isArray(formats) && formats.length > 0 && formats.every((format) => FORMATS.includes(format));
  if (!isRight) read.fault('exports.formats: must be a list of "parquet" and "ndjson"');
  return isRight ? [...new Set(formats as 'parquet'[])] : [];
}

function sinceOf(read: OptionReader): Date | undefined {
  const given = read.raw('since');
  if (given === undefined) return undefined;
  const since = given instanceof Date || typeof given === 'string' ? new Date(given) : new Date(NaN);
  if (Number.isNaN(since.getTime())) {
    read.fault('exports.since: must be a Date or an ISO 8601 time');
    return undefined;
  }
  const hour = 3_600_000;
  return new Date(Math.floor(since.getTime() / hour) * hour);
}
