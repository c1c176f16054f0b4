import { NOTATIONS } from './notations.mjs';
import { ORDINARY } from './ordinary.mjs';
import { TOKENS } from './tokens.mjs';

/** Texts around a token: alone, in prose, in JSON, and glued to a name. */
const PLACES = [
  (token) => token,
  (token) => `use ${token} please`,
  (token) => `{"a": "${token}"}`,
  (token) => `KEY_${token}`,
];

/** Every shape of a secret: its kind, a text that has it, and parts none of which may be left. */
export function secrets() {
  return [
    ...TOKENS.flatMap(([kind, make]) => PLACES.map((place) => shape('token', kind, make(), place))),
    ...NOTATIONS.map(([kind, make, around]) => shape('notation', kind, make(), around)),
  ];
}

function shape(group, kind, secret, around) {
  const parts = secret.split(/\n|\\n|; /).filter((part) => part.length > 3);
  return { group, kind, text: around(secret), parts };
}

/** Every text without a secret, by what it is. */
export function ordinaryTexts() {
  return Object.entries(ORDINARY).flatMap(([kind, texts]) =>
    texts.map((text) => ({ kind, text: typeof text === 'string' ? text : text() })),
  );
}
