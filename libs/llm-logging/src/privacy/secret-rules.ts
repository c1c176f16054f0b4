import { markOf } from './redaction-rule.js';
import { NAMED_SECRET, mayNameSecret } from './secret-names.js';

/**
 * A secret's shape. Each pattern takes linear time: what has no upper bound begins where a run of its characters does,
 * which lookbehinds say (after the literal, which is what engines search fast), so that no character is read more than a few times.
 */
export interface SecretRule {
  readonly name: string;
  /** Texts one of which is part of every match: looked for first, as that is cheap. */
  readonly triggers: readonly string[];
  readonly pattern: RegExp;
  readonly replacement?: string;
}

const named = markOf('named-secret');

/** By the character that all triggers have: most texts have not even that. */
export const SECRET_RULES: Readonly<Record<'-' | '_' | '=' | '', readonly SecretRule[]>> = {
  '-': [
    {
      name: 'private-key',
      triggers: ['PRIVATE KEY'],
      pattern:
        /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,16384}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
    },
    { name: 'anthropic-key', triggers: ['k-ant-'], pattern: /sk-ant-(?<![\w-]sk-ant-)[\w-]{8,}/g },
    { name: 'openrouter-key', triggers: ['k-or-'], pattern: /sk-or-(?<![\w-]sk-or-)[\w-]{8,}/g },
    { name: 'openai-key', triggers: ['k-'], pattern: /sk-(?<![\w-]sk-)[\w-]{16,}/g },
    { name: 'xai-key', triggers: ['xai-'], pattern: /xai-(?<![\w-]xai-)[\w-]{16,}/g },
    { name: 'perplexity-key', triggers: ['pplx-'], pattern: /pplx-(?<![\w-]pplx-)[\w-]{16,}/g },
    { name: 'gitlab-token', triggers: ['glpat-'], pattern: /glpat-(?<![\w-]glpat-)[\w-]{16,}/g },
    { name: 'slack-token', triggers: ['xox', 'xapp-'], pattern: /(?<![\w-])(?:xox[a-z]|xapp)-[\w-]{10,}/g },
  ],
  _: [
    { name: 'groq-key', triggers: ['gsk_'], pattern: /gsk_(?<![\w-]gsk_)\w{16,}/g },
    { name: 'huggingface-token', triggers: ['hf_'], pattern: /hf_(?<![\w-]hf_)\w{16,}/g },
    { name: 'replicate-token', triggers: ['8_'], pattern: /r8_(?<![\w-]r8_)\w{16,}/g },
    {
      name: 'github-token',
      triggers: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', '_pat_'],
      pattern: /(?<![\w-])(?:gh[pousr]|github_pat)_\w{16,}/g,
    },
    { name: 'npm-token', triggers: ['npm_'], pattern: /npm_(?<![\w-]npm_)[A-Za-z0-9]{30,}/g },
    {
      name: 'stripe-key',
      triggers: ['_live_', '_test_', 'whsec_'],
      pattern: /(?<![\w-])(?:(?:sk|rk)_(?:live|test)|whsec)_\w{10,}/g,
    },
  ],
  '=': [
    {
      name: 'url-signature',
      triggers: ['sig=', 'ignature='],
      pattern: /([?&](?:sig|X-Amz-Signature)=)[\w%+/-]{16,}/gi,
      replacement: `$1${markOf('url-signature')}`,
    },
  ],
  '': [
    { name: 'google-key', triggers: ['AIza'], pattern: /AIza(?<![\w-]AIza)[\w-]{30,}/g },
    { name: 'aws-key', triggers: ['AKIA', 'ASIA'], pattern: /(?<![A-Za-z0-9])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9])/g },
    {
      name: 'bearer-token',
      triggers: ['Bearer ', 'bearer ', 'BEARER '],
      pattern: /(bearer {1,4})(?<![\w-]bearer {1,4})(?=[\w.~+/-]{20}|[\w.~+/-]{0,19}\d)[\w.~+/-]{8,}={0,2}/gi,
      replacement: `$1${markOf('bearer-token')}`,
    },
    {
      name: 'basic-token',
      triggers: ['Basic '],
      pattern: /(Basic {1,4})(?<![\w-]Basic {1,4})(?=[A-Za-z0-9+/]{0,256}(?:\d|={1,2}))[A-Za-z0-9+/]{8,}={0,2}/g,
      replacement: `$1${markOf('basic-token')}`,
    },
    { name: 'jwt', triggers: ['.eyJ'], pattern: /eyJ(?<![\w-]eyJ)[\w-]{5,}\.eyJ[\w-]{5,}(?:\.[\w-]*)?/g },
    {
      name: 'url-password',
      triggers: ['://'],
      pattern: /(:\/\/[^\s:@/?#"'<>]{0,128}:)(?!\[redacted:)[^\s/?#"'<>]{1,256}@/g,
      replacement: `$1${markOf('url-password')}@`,
    },
  ],
};

/** Values that their names make secrets: last, as those that are known better are taken out by then. */
export const NAMED_RULE = {
  name: 'named-secret',
  isWanted: mayNameSecret,
  pattern: NAMED_SECRET,
  replacement: `$1$2$3${named}`,
} as const;
