import { wholeNumber } from './schema/numbers.js';
import type { MembersOf, Option } from './schema/option.js';
import { optional, section } from './schema/section.js';
import { cron, text, webAddress } from './schema/texts.js';
import { boolean, flag, that, withDefault } from './schema/values.js';

/** Where files of an export go: a directory, or a bucket of an S3-compatible store (needs `@aws-sdk/client-s3`). */
export type ExportDestination =
  | {
      /** Where the files go, made when missing. */
      directory: string;
    }
  | {
      /** Name of the bucket. */
      bucket: string;
      /** Before each key. */
      prefix?: string | undefined;
      /** @default `us-east-1` */
      region?: string | undefined;
      /** Of a store that is not S3 itself. */
      endpoint?: string | undefined;
      /**
       * The bucket stands in the path, not in the host's name.
       * @default `true` with an `endpoint`
       */
      pathStyle?: boolean | undefined;
      /** @default as the AWS SDK finds them in the environment */
      credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined } | undefined;
    };

/** Writes calls and rollups of each hour to files. */
export interface ExportsOptions {
  /** Where the files go. */
  to: ExportDestination;
  /**
   * `parquet` needs `hyparquet-writer`; `ndjson` is compressed with gzip.
   * @default `["parquet"]`
   */
  formats?: ('parquet' | 'ndjson')[];
  /**
   * `true`: prompts, answers, parameters, tool calls, error messages and metadata too.
   * @default `false`
   */
  texts?: boolean;
  /**
   * The first hour.
   * @default that of the first call
   */
  since?: Date | string;
  /**
   * Time after the end of an hour, so that calls have ended and arrived.
   * @default 30 minutes
   */
  delayMinutes?: number;
  /**
   * When hours that are due are written, as a cron expression (server time).
   * @default `12 * * * *`
   */
  cron?: string;
  /**
   * `false`: by hand alone, with `LlmExportService` or the command.
   * @default `true`
   */
  enabled?: boolean;
}

const HOUR_MS = 3_600_000;
const FORMATS = ['parquet', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];

const credentials = optional(
  section({ accessKeyId: text, secretAccessKey: text, sessionToken: text }, (values, place) => {
    const { accessKeyId = '', secretAccessKey = '', sessionToken } = values;
    if (accessKeyId === '' || secretAccessKey === '')
      place.fault('needs accessKeyId and secretAccessKey; leave it out for those of the machine');
    return { accessKeyId, secretAccessKey, sessionToken };
  }),
);

const to = section(
  {
    directory: text,
    bucket: text,
    prefix: text,
    region: text,
    endpoint: webAddress,
    pathStyle: boolean,
    credentials,
  } satisfies MembersOf<ExportDestination>,
  ({ directory, bucket, ...store }, place): ExportDestination => {
    if ((directory === undefined) === (bucket === undefined))
      place.fault("give either { directory: '/data/llm' } or { bucket: 'llm' }");
    return directory === undefined ? { bucket: bucket ?? '', ...store } : { directory };
  },
);

const formats: Option<readonly Format[]> = withDefault(
  that<readonly Format[]>(
    (value) => Array.isArray(value) && value.length > 0 && value.every((each) => FORMATS.includes(each as Format)),
    'must be a list of "parquet" and "ndjson"',
  ),
  ['parquet'],
);

/** The hour that the time lies in. */
const since: Option<Date | undefined> = {
  read: (given, place) => {
    if (given === undefined) return undefined;
    const time = given instanceof Date || typeof given === 'string' ? new Date(given).getTime() : NaN;
    if (!Number.isNaN(time)) return new Date(Math.floor(time / HOUR_MS) * HOUR_MS);
    place.fault('must be a Date or an ISO 8601 time');
    return undefined;
  },
};

export const exportsOptions = section(
  {
    to,
    formats,
    texts: flag(false),
    since,
    delayMinutes: wholeNumber({ default: 30, from: 0, to: 7 * 24 * 60, unit: 'minutes' }),
    cron: cron('12 * * * *', '12 minutes past each hour'),
    enabled: flag(true),
  } satisfies MembersOf<ExportsOptions>,
  (values) => ({ ...values, formats: [...new Set(values.formats)] }),
);
