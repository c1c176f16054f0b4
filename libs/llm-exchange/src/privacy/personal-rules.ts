import { isIpAddress } from '../platform/ip.js';
import type { OptionalRedaction } from './redaction-rule.js';
import type { Replacing } from './replace-matches.js';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** Rules for personal data. Every repetition is bounded, or begins at the begin of a run: linear time. */
export const PERSONAL_RULES: Readonly<Record<OptionalRedaction, Omit<Replacing, 'name'>>> = {
  email: {
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  },
  card: {
    pattern: /(?<![\d.-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5})(?!\d|[.-]\d)/g,
    accepts: passesLuhn,
  },
  phone: {
    pattern:
      /(?<![\w.+-])(?:\+\d{8,15}|(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?\d{1,5}(?:[ ./-]\d{2,8}){1,5})(?![\w-]|\.\d)/g,
    accepts: isPhone,
  },
  ip: {
    pattern: new RegExp(
      `(?<![\\w.:])(?:${OCTET}(?:\\.${OCTET}){3}|[\\da-f]{0,4}(?::[\\da-f]{0,4}){2,7}(?:\\.\\d{1,3}){0,3})(?![\\w:]|\\.\\d)`,
      'gi',
    ),
    accepts: (match) => match.length > 2 && isIpAddress(match),
  },
};

/** ISO/IEC 7812-1: every second digit from the right doubled, the sum of all digits is a multiple of ten. */
function passesLuhn(match: string): boolean {
  const digits = match.replaceAll(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^0+$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** Dates and addresses of computers have digits and dots too. */
function isPhone(match: string): boolean {
  if (isIpAddress(match) || /^\d{4}-\d{2}-\d{2}/.test(match)) return false;
  const digits = match.replaceAll(/\D/g, '').length;
  return digits <= 15 && digits >= (match.startsWith('+') || match.includes('(') ? 8 : 9);
}
