import { validateCronExpression } from 'cron';
import type { Option } from './option.js';
import { that, withDefault } from './values.js';

export const text: Option<string | undefined> = that(
  (value) => typeof value === 'string' && value !== '',
  'must be a text that is not empty',
);

/** A text that PostgreSQL can store as a name. */
export const name: Option<string | undefined> = that(
  isName,
  'must be a text that is not empty, of 500 characters at most',
);

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 500 && !/[\0\ud800-\udfff]/u.test(value);
}

/** @param meaning of the default, for who has to mend another. */
export function cron(fallback: string, meaning: string): Option<string> {
  return withDefault(
    that<string>(
      (value) => typeof value === 'string' && validateCronExpression(value).valid,
      `must be a cron expression, such as "${fallback}" for ${meaning}`,
    ),
    fallback,
  );
}

export const webAddress: Option<string | undefined> = that(
  (value) => typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  'must be an http or https address',
);
