import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Tally } from './redaction-rule.js';
import { Redactor } from './redactor.js';
import { resolveRules } from './resolve-rules.js';

const KEY = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';

function redact(text: string, rules: unknown[] = []): { text: string; counts: Tally['counts'] } {
  const tally = new Tally();
  const faults: string[] = [];
  const redactor = new Redactor(resolveRules(rules, (fault) => faults.push(fault)));
  expect(faults).toEqual([]);
  return { text: redactor.redact(text, tally), counts: tally.counts };
}

function faultsOf(rule: unknown): string[] {
  const faults: string[] = [];
  resolveRules([rule], (fault) => faults.push(fault));
  return faults;
}

const SECRETS: [rule: string, secret: string][] = [
  ['openai-key', `sk-${KEY}`],
  ['openai-key', `sk-proj-${KEY}_${KEY}`],
  ['anthropic-key', `sk-ant-api03-${KEY}`],
  ['openrouter-key', `sk-or-v1-${KEY}`],
  ['google-key', `AIza${KEY}abc`],
  ['aws-key', 'AKIAIOSFODNN7EXAMPLE'],
  ['aws-key', 'ASIAIOSFODNN7EXAMPLE'],
  ['groq-key', `gsk_${KEY}`],
  ['xai-key', `xai-${KEY}`],
  ['huggingface-token', `hf_${KEY}`],
  ['replicate-token', `r8_${KEY}`],
  ['perplexity-key', `pplx-${KEY}`],
  ['github-token', `ghp_${KEY}`],
  ['github-token', `github_pat_${KEY}`],
  ['gitlab-token', `glpat-${KEY}`],
  ['slack-token', `xoxb-123456789012-${KEY}`],
  ['stripe-key', `sk_live_${KEY}`],
  ['npm-token', `npm_${KEY}abcd`],
  ['jwt', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${KEY}`],
  [
    'private-key',
    `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${KEY}\n${KEY}==\n-----END RSA PRIVATE KEY-----`,
  ],
];

/** What searches look for, or what they read on from. */
const PIECES = [
  ' sk-abc',
  'sk-',
  'eyJ',
  'a.eyJaaaaa',
  '://a:',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  '-----END PRIVATE KEY-----',
  'AAAAAAAAAAAAAAAA\n',
  'password=',
  'password: "',
  'password: |\n  ',
  'token:"',
  '"authorization": "\\"',
  'Bearer ',
  'Basic ab',
  '?sig=',
  'AKIA',
  'AKIAIOSFODNN7EXAMPLE ',
  'xox-',
  "secret: '\\",
  '@a.',
  '1-',
  '1:',
  '<password>',
  '</a',
  '["password",',
  'name: password, value: ',
  '--password ',
  '--',
  'password is ',
  'mysql -p',
  'curl -u a:',
  ' -p',
  'kind: Secret\n  a: ',
  '"kty" "d": "',
  'a:b@tcp(',
  '/a@//',
  'dp.pt.',
  '-eyJ',
  'MTAaaaaaaaaaaaaaaaaaaaaa',
  'Cookie: a=',
  'password: a = ',
  'password: \\\\\\"',
  'password:=',
  'fastly = aaaaaaaaaaaaaaaa1 ',
  'key="a" value="',
  'Private-Lines: 1\n',
  "PASSWORD '",
  'https://hooks.slack.com/services/',
  'a1',
  '[redacted:',
];

describe('Redactor', () => {
  it.each(SECRETS)('takes out a %s wherever it stands', (rule, secret) => {
    for (const [before, after] of [
      ['', ''],
      ['use ', ' please'],
      ['"', '",'],
      ['(', ').'],
      ['\n', '\n'],
    ])
      expect(redact(`${before}${secret}${after}`)).toEqual({
        text: `${before}[redacted:${rule}]${after}`,
        counts: { [rule]: 1 },
      });
  });

  it.each([
    [`Authorization: Bearer ${KEY}`, 'Authorization: Bearer [redacted:bearer-token]'],
    [`then Bearer ${KEY}== and`, 'then Bearer [redacted:bearer-token] and'],
    ['curl -H "X: Basic dXNlcjpwYXNzMQ=="', 'curl -H "X: Basic [redacted:basic-token]"'],
    ['authorization: basic abcdefgh', 'authorization: basic [redacted:named-secret]'],
    ['postgres://bob:p@ss!w0rd@db:5432/x', 'postgres://bob:[redacted:url-password]@db:5432/x'],
    ['{"api_key": "hunter2", "a": 1}', '{"api_key": "[redacted:named-secret]", "a": 1}'],
    ['{\\"apiKey\\":\\"hunter2\\"}', '{\\"apiKey\\":\\"[redacted:named-secret]\\"}'],
    ["password='correct horse battery'", "password='[redacted:named-secret]'"],
    ['password=hunter2&user=bob', 'password=[redacted:named-secret]&user=bob'],
    ['AZURE_OPENAI_API_KEY=0123456789abcdef', 'AZURE_OPENAI_API_KEY=[redacted:named-secret]'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = [redacted:named-secret]'],
    ['AccountName=a;AccountKey=Zm9vYmFy==;', 'AccountName=a;AccountKey=[redacted:named-secret];'],
    [`"token": "${KEY}"`, '"token": "[redacted:named-secret]"'],
    [`x?sv=1&sig=${KEY}%3D`, 'x?sv=1&sig=[redacted:url-signature]'],
  ])('takes the secret out of %s', (text, clean) => {
    expect(redact(text).text).toBe(clean);
    expect(redact(clean)).toEqual({ text: clean, counts: undefined });
  });

  it.each([
    'A task-management-system-for-everyone-of-us, and a risk-assessment-of-the-whole-company.',
    'The basic understanding of bearer responsibilities is good.',
    'max_tokens: 100, "token": "Hello", tokens=5',
    '"password": {"type": "string", "description": "the new one"}',
    'https://example.com:8080/path?mail=a@b.c and http://localhost:3000',
    'eyJ is how a token begins; AIza, AKIA and sk- too. hf_hub_download(x)',
    '"monkey": "George", primary_key: id, word: hi',
  ])('leaves alone %s', (text) => {
    expect(redact(text)).toEqual({ text, counts: undefined });
  });

  it('takes a key out of any text around it, and changes nothing else', () => {
    const prose = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\n', '.', ',', 'é', '😀', '(', '!') });
    fc.assert(
      fc.property(prose, prose, fc.constantFrom(...SECRETS), (before, after, [rule, secret]) => {
        const { text } = redact(`${before} ${secret} ${after}`);
        expect(text).toBe(`${before} [redacted:${rule}] ${after}`);
      }),
    );
  });

  /** A search of quadratic time would take minutes for such a text, and not end within the time of a test. */
  it.each(PIECES)('takes linear time for a text that repeats %j', (piece) => {
    const text = piece.repeat(Math.ceil(250_000 / piece.length));
    expect(typeof redact(text, ['email', 'phone', 'card', 'ip']).text).toBe('string');
  });

  it('takes linear time for a text that repeats any of these together', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: 5 }), (pieces) => {
        const piece = pieces.join('');
        expect(typeof redact(piece.repeat(Math.ceil(60_000 / piece.length))).text).toBe('string');
      }),
      { numRuns: 25 },
    );
  });
});

describe('rules of the application', () => {
  it('may be patterns, functions and names of built-in ones', () => {
    const rules = [
      /EMP-\d+/,
      { name: 'project', pattern: /Project (\w+)/i, replacement: 'Project <$1?>' },
      { name: 'upper', redact: (text: string) => text.replace('SHOUT', 'hush') },
      function quiet(text: string) {
        return text.replace('noise', '');
      },
      'email',
    ];
    expect(redact('EMP-1 and EMP-22 on project Zeus: SHOUT noise a.b@example.org', rules)).toEqual({
      text: '[redacted:custom-1] and [redacted:custom-1] on Project <Zeus?>: hush  [redacted:email]',
      counts: { 'custom-1': 2, project: 1, upper: 1, quiet: 1, email: 1 },
    });
  });

  it.each([
    ['email', 'to jörg.b+x@mail.example.co.uk.', 'to [redacted:email].'],
    ['card', 'card 4111 1111 1111 1111, not 4111 1111 1111 1112', 'card [redacted:card], not 4111 1111 1111 1112'],
    ['card', '378282246310005 or 1234567890123', '[redacted:card] or 1234567890123'],
    ['phone', 'call +49 30 901820 or (415) 555-2671', 'call [redacted:phone] or [redacted:phone]'],
    ['phone', 'on 2024-01-15 10:30 at 192.168.100.100, 42 times', 'on 2024-01-15 10:30 at 192.168.100.100, 42 times'],
    ['ip', 'from 10.0.0.1 and 2001:db8::ff00:42:8329', 'from [redacted:ip] and [redacted:ip]'],
    ['ip', 'version 1.2.3 at 12:30:45, std::vector, 300.1.1.1', 'version 1.2.3 at 12:30:45, std::vector, 300.1.1.1'],
  ])('%s: %s', (rule, text, clean) => {
    expect(redact(text, [rule]).text).toBe(clean);
  });

  it('sees a match on any edge of its windows', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (before, after) => {
        const text = `${'.'.repeat(before)}EMP-1234${'.'.repeat(after)}`;
        expect(redact(text, [/EMP-\d+/])).toEqual({
          text: text.replace('EMP-1234', '[redacted:custom-1]'),
          counts: { 'custom-1': 1 },
        });
      }),
    );
  });

  it('that fails leaves nothing of the text', () => {
    const rules = [
      {
        name: 'broken',
        redact: () => {
          throw new Error('no');
        },
      },
    ];
    expect(redact('Hello', rules)).toEqual({ text: '[redacted:broken failed]', counts: { broken: 1 } });
    expect(redact('Hello', [{ name: 'silent', redact: () => undefined }]).text).toBe('[redacted:silent failed]');
  });

  it.each([
    ['emial', /must be a RegExp.*'email'/],
    [42, /must be a RegExp/],
    [{ pattern: /a/ }, /redact\[0\]\.name: must be/],
    [{ name: 'a', patern: /a/ }, /redact\[0\]\.patern: is no member/],
    [{ name: 'a' }, /either `pattern`.*or `redact`/],
    [{ name: 'a', pattern: /a/, replacement: 1 }, /replacement: must be a text/],
    [/a*/, /matches the empty text/],
    [/(a+)+$/, /repeats a group.*repeat a single character class/],
    [/(?:\w|\d)*x/, /repeats a group/],
    [/^(([a-z])+.)+[A-Z]/, /repeats a group/],
    [/(?:a?){1,30}b/, /repeats a group/],
    [/(\w+) \1/, /refers back/],
    [new RegExp(`${'a?'.repeat(28)}${'a'.repeat(28)}`), /share a text in many ways/],
    [/(?:(?:(?:a|a){3}){3}){3}b/, /share a text in many ways/],
    [/.*.*.*=/, /share a text in many ways/],
    [/\w+\s*\w+\s*\w+=/, /share a text in many ways/],
    [/(x+x+)+y/, /repeats a group/],
    [/(?<w>\w+) \k<w>/u, /refers back/],
  ])('are refused with the remedy: %s', (rule, fault) => {
    expect(faultsOf(rule)).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    [/EMP-\d+/],
    [/(?:\d{1,3}\.){3}\d{1,3}/],
    [/[()+*|]+x/],
    [/\(a+\)+x/],
    [/(?:a|b)*c/],
    [/"(?:[^"\\]|\\.)*"/],
    [/[\w.]+@[\w.]+/],
    [/foo.*bar/],
    [/\bIBAN [A-Z]{2}\d{2}(?: ?\d{4}){4}\b/],
    [/(?:[a-z]{4}-){2,8}\d/],
    [/(?<!\w)id(?=:)/],
  ])('are taken: %s', (rule) => {
    expect(faultsOf(rule)).toEqual([]);
  });
});
