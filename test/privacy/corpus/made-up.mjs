/** Random texts that are the same in each run, made here so that no file of the project looks as if it had a secret. */
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
let state = 20_240_115;

function next(below) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function of(letters, length) {
  return Array.from({ length }, () => letters[next(letters.length)]).join('');
}

/** With letters of both cases and a digit, as almost all random texts have. */
export function alnum(length) {
  return `${of(ALNUM, length - 3)}a7Q`;
}

export const lower = (length) => `${of('abcdefghijklmnopqrstuvwxyz0123456789', length - 2)}k7`;
export const upper = (length) => `${of('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length - 2)}K7`;
export const base32 = (length) => of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
export const hex = (length) => `${of('0123456789abcdef', length - 2)}a7`;
export const digits = (length) => `1${of('0123456789', length - 1)}`;
export const word = (length) => `${of(`${ALNUM}_-`, length - 3)}a7Q`;
export const base64 = (length) => `${of(`${ALNUM}+/`, length - 3)}a7Q`;
export const uuid = () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
