import { styleText } from 'node:util';
import type { CliHost } from '../command.js';

type Format = Parameters<typeof styleText>[0];

/** Colours a text, or does not. What is empty stays empty. */
export type Style = (format: Format, text: string) => string;

/** Colours where a person looks, unless `NO_COLOR` is set; `FORCE_COLOR` colours elsewhere too. */
export function styleFor({ env, stdout }: CliHost): Style {
  const isForced = Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0';
  if (env['NO_COLOR'] || !(stdout.isTTY === true || isForced)) return (_format, text) => text;
  return (format, text) => (text === '' ? '' : styleText(format, text, { validateStream: false }));
}
