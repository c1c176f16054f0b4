/** A kind of token that is known by what stands inside it. */
export interface InnerRule {
  readonly name: string;
  readonly inner: string;
  /** What stands before that: up to the end of the text it is given. */
  readonly before: RegExp;
  /** That and what stands behind it. */
  readonly rest: string;
}

export const INNER_RULES: readonly InnerRule[] = [
  {
    name: 'telegram-token',
    inner: ':A',
    before: /(?:(?<=bot)|(?<![A-Za-z0-9]))\d{5,16}$/,
    rest: String.raw`[\w-]{32,36}(?![\w-])`,
  },
  {
    name: 'terraform-token',
    inner: '.atlasv1.',
    before: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}$/,
    rest: String.raw`[\w=-]{60,70}`,
  },
  {
    name: 'azure-secret',
    inner: 'Q~',
    before: /(?<![A-Za-z0-9.~])[A-Za-z0-9_.~]{3}\d$/,
    rest: String.raw`[\w.~-]{31,34}(?![\w~])`,
  },
  { name: 'maxmind-key', inner: '_mmk', before: /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}$/, rest: '' },
  {
    name: 'mailchimp-key',
    inner: '-us',
    before: /(?<![A-Za-z0-9])[a-f0-9]{32}$/,
    rest: String.raw`\d{1,2}(?![A-Za-z0-9])`,
  },
  {
    name: 'authress-key',
    inner: '.acc',
    before: /(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}$/i,
    rest: String.raw`[_-][a-z0-9-]{10,32}\.[\w+/=-]{30,120}`,
  },
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('').map((first) => ({
    name: 'facebook-token',
    inner: `|${first}`,
    before: /(?<![A-Za-z0-9])\d{15,16}$/,
    rest: String.raw`[\w-]{26,39}(?![\w-])`,
  })),
];
