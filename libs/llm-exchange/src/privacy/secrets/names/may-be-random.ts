/** The least length of a random value. */
const LEAST_RANDOM = 12;

const SKIPPED = 1;
const RANDOM = 2;
/** Of each ASCII character: whether it may stand between a sign and a value, or in a random value. */
const KINDS = new Uint8Array(128);
for (const char of ' \t"\'`\\>') KINDS[char.charCodeAt(0)] = SKIPPED;
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~+/=:@%$!^*|')
  KINDS[char.charCodeAt(0)] = RANDOM;

/** Characters up to the value, with the word before it that says how it is to be read. */
const MAX_BEFORE = 40;

/** Whether a random value may begin behind a sign: cheap, as most do not. */
export function mayBeRandom(text: string, from: number): boolean {
  let start = from;
  for (let at = from; at < from + MAX_BEFORE + LEAST_RANDOM; at += 1) {
    const kind = kindAt(text, at);
    if (kind === RANDOM) {
      if (at - start + 1 >= LEAST_RANDOM) return true;
    } else if (kind === SKIPPED) start = at + 1;
    else return isBreak(text.charCodeAt(at));
  }
  return false;
}

/** Behind the end of a line a block of YAML may follow. */
function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? KINDS[code]! : 0;
}
