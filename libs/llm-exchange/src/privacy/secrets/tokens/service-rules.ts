import { glued, hasDigit, isMixed, random, rule, type TokenRule } from './token-rule.js';

/** Messages, payments, telemetry and other services; tokens of standards. */
export const SERVICE_RULES: readonly TokenRule[] = [
  rule(
    'slack-token',
    'xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe- xapp- xwfp-',
    String.raw`[\w%+/-]{10,}(?:\.xox[bp]-[\w-]{10,})?`,
    { ...glued, accepts: hasDigit },
  ),
  rule('slack-token', 'xoxe.xoxb- xoxe.xoxp-', String.raw`[\w-]{10,}`, glued),
  rule('stripe-key', 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ whsec_', String.raw`[\w+/]{10,}={0,2}`, {
    ...glued,
    accepts: (match) => /\d|[a-z][A-Z]/.test(match.slice(6)),
  }),
  rule('square-token', 'EAAA', String.raw`[\w-]{50,}`, { accepts: isMixed }),
  rule('square-token', 'sq0atp- sq0csp- sq0idp-', String.raw`[\w-]{20,}`, glued),
  rule('shopify-token', 'shpat_ shpca_ shppa_ shpss_ shptka_ shpua_', '[A-Za-z0-9]{24,}', glued),
  rule(
    'payment-key',
    'shippo_live_ shippo_test_ duffel_live_ duffel_test_ access-sandbox- access-development- access-production-',
    String.raw`[\w=-]{24,}`,
    { accepts: hasDigit },
  ),
  rule('payment-key', 'live_ test_', '(?:pub_)?[a-f0-9]{35}(?![A-Za-z0-9])'),
  rule('payment-key', 'live_', String.raw`[\w-]{40}(?![\w-])`, { accepts: isMixed }),
  rule('payment-key', 'EZAK EZTK', '[A-Za-z0-9]{54}(?![A-Za-z0-9])'),
  rule('payment-key', 'FLWSECK- FLWSECK_TEST-', '[A-Za-z0-9]{12,}(?:-X)?'),
  rule('payment-key', 'rzp_live_ rzp_test_', '[A-Za-z0-9]{14,}'),
  rule('facebook-token', 'EAAC EAAM EAAG EAAB EAAD EAAE EAAH EAAJ EAAK EAAL EAAI EAAF', '[A-Za-z0-9]{90,}', {
    accepts: isMixed,
  }),
  rule('sendgrid-key', 'SG.', String.raw`[\w=-]{16,32}\.[\w=-]{30,}`),
  rule('brevo-key', 'xkeysib- xsmtpsib-', '[a-f0-9]{40,}(?:-[A-Za-z0-9]{16})?', glued),
  rule('mailgun-key', 'key-', '[a-f0-9]{32}(?![a-zA-Z0-9])'),
  rule('twilio-key', 'SK', '[a-f0-9]{32}(?![A-Za-z0-9])'),
  rule('newrelic-key', 'NRAK- NRII- NRJS- NRRA- NRIQ- NRBR-', '[A-Za-z0-9-]{18,}'),
  rule('grafana-token', 'glc_ glsa_', String.raw`[\w+/]{28,}={0,3}`),
  rule('grafana-token', 'eyJrIjoi', '[A-Za-z0-9+/]{40,}={0,3}'),
  rule(
    'dynatrace-token',
    'dt0c01. dt0s01. dt0s02. dt0s03. dt0s06. dt0s08. dt0s16.',
    String.raw`[A-Za-z0-9]{8,24}\.[A-Za-z0-9]{32,}`,
  ),
  rule(
    'work-token',
    'lin_api_ lin_oauth_ ntn_ PMAT- figs_ tfp_ fio-u- ico- dnkey- p8e- sm_aat_ sm_pat_ sm_sat_ s-s4t2ud- s-s4t2af- adsk_ b_',
    String.raw`[\w=.-]{16,}`,
    random,
  ),
  rule('notion-token', 'secret_', '[A-Za-z0-9]{43}(?![A-Za-z0-9])', { accepts: isMixed }),
  rule('airtable-token', 'pat', String.raw`[A-Za-z0-9]{14}\.[a-f0-9]{64}`),
  rule('airtable-token', 'key', String.raw`[A-Za-z0-9]{14}(?![\w.(-])`, { accepts: isMixed }),
  rule('dropbox-token', 'sl.', String.raw`(?:u\.)?[\w=-]{60,}`, { accepts: isMixed }),
  rule('mapbox-token', 'sk.', String.raw`eyJ[\w-]{20,512}\.[\w-]{16,}`),
  rule('discord-token', 'MT Mj Mz ND NT Nj Nz OD OT', String.raw`[\w-]{20,28}\.[\w-]{6}\.[\w-]{27,}`),
  rule('twitter-token', 'AAAAAAAAAAAAAAAAAAAA', 'A{0,4}(?!A)[A-Za-z0-9%]{50,}(?![A-Za-z0-9+/=])', {
    accepts: (match) => isMixed(match) && match.includes('%'),
  }),
  rule('wallet-key', 'xprv yprv zprv tprv', '[1-9A-HJ-NP-Za-km-z]{100,}'),
  rule('jwt', 'eyJ', String.raw`(?=([\w-]{5,2048}))\1\.eyJ[\w-]{5,8192}(?:\.[\w-]{0,1024})?`),
  rule('jwt', 'eyJ', String.raw`(?=([\w-]{5,2048}))\1\.[\w-]{0,1024}\.[\w-]{8,64}\.[\w-]{8,8192}\.[\w-]{16,}`),
  rule('jwt', 'ZXlK', '[A-Za-z0-9+/]{60,}={0,2}', { accepts: isMixed }),
];
