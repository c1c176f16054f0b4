/**
 * How much a name reveals of its value: `password` is followed by what a person chose, `key` by a random text, `loose` names
 * such as `token` by many other things too, so that only random values count.
 */
export type NameKind = 'password' | 'key' | 'header' | 'cookie' | 'loose' | 'vendor' | 'signature';

/** What may follow the part of a name that marks a secret. */
const TAIL = String.raw`(?:[_-]?(?:\d{1,2}|value|prod|production|dev|staging|live|old|new|current|confirm|confirmation|base|plain|default))?$`;

const PASSWORD = new RegExp(
  String.raw`(?:password|passwd|passwort|passphrase|pass[_-]?code|pwd|(?<![a-z])pass(?:[_-]?word)?|(?<=[a-z])Pass|pgpass|(?<![a-z])pw|secret|(?<![a-z])pin)${TAIL}`,
  'i',
);
const KEY = new RegExp(
  String.raw`(?:(?:api|access|secret|private|account|encryption|signing|subscription|service|master|shared|storage|auth|app|admin|license|session|deploy|hmac|crypto|function|functions|write|read|ingest|security|jwt|webhook|client|consumer|integration|rest)[_-]?key|secret[_-]?access[_-]?key|(?:access|refresh|id|auth|api|bearer|session|security|sas|bot|secret|private|personal|deploy|csrf|xsrf|user|login|service|app|npm|github|gitlab|slack|oauth|device|push|verification|reset|admin|client|registry|webhook|identity|vault|hub|x)[_-]?token|(?:access|client|consumer|app|api|signing|webhook|shared|auth)[_-]?secret(?:[_-]?key)?|_auth)${TAIL}`,
  'i',
);
const HEADER =
  /(?:(?:proxy[_-]?)?authorization|(?:x[_-])?(?:api|auth|access|goog[_-]api|functions|amz[_-]security)[_-]?(?:key|token)|ocp-apim-subscription-key|private-token|job-token|x-vault-token|x-[a-z-]{0,30}(?:key|token|secret))$/i;
const COOKIE = /(?:^|[^a-z])(?:set-?)?cookies?2?$/i;
const LOOSE = new RegExp(
  String.raw`(?:(?:^|[^a-z])(?:token|auth|credentials?|creds?|jwt|bearer|sid|session|session[_-]?id|phpsessid|jsessionid|sessid|otp|dsn|key|csrf|xsrf|nonce[_-]secret)|(?<=[a-z\d])(?:Token|Auth|Credentials?|Creds?|Jwt|SessionId|Key)|(?<=[A-Z\d])(?:TOKEN|KEY))${TAIL}`,
);
const LOOSE_ANY_CASE = new RegExp(
  String.raw`(?:^|[^a-z])(?:token|auth|credentials?|creds?|jwt|bearer|sid|session|session[_-]?id|phpsessid|jsessionid|otp|dsn|key|csrf|xsrf)${TAIL}`,
  'i',
);

const SIGNATURE = /^(?:x-(?:amz|goog)-)?sig(?:nature)?$/i;

/** Names that end alike and are public. */
const PUBLIC =
  /(?:(?:public|publishable|primary|foreign|partition|sort|cache|unique|composite|natural|surrogate|hot|i18n|translation|message|label|object|row|route|query|state|react|storage_?name|idempotency|dedupe|lookup|config|group|index|map|field|column|property|data|event|tab|menu|item|list|node|hash|ssh[_-]?rsa|host|translate|locale|sitemap|site)[_-]?key|(?:next|prev|previous|page|next[_-]?page|continuation|sync|start|stop|end|eos|bos|pad|unk|sep|mask|cls|special|first|last|max|min|cursor|cancellation|cancel|abort|resume|sub|syntax|current)[_-]?token|tokeni[sz]e\w*|(?<![a-z])(?:no|bypass|forgot|reset|change|show|hide|has|is|use|with|min|max|require[sd]?|valid|invalid|wrong|incorrect|missing|bad)[_-]?(?:password|pass|pwd|secret|token|auth|authorization))$/i;

/** Services whose name beside a random value makes that a key. */
const VENDOR =
  /adafruit|airtable|algolia|alibaba|aliyun|asana|atlassian|beamer|bitbucket|bittrex|meraki|cloudflare|codecov|cohere|coinbase|confluent|contentful|datadog|discord|droneci|dropbox|etsy|facebook|fastly|finicity|finnhub|flickr|freshbooks|gitter|gocardless|heroku|hubspot|intercom|jfrog|artifactory|kraken|kucoin|launchdarkly|linkedin|looker|mailchimp|mailgun|mapbox|mattermost|messagebird|mistral|deepseek|deepgram|assemblyai|elevenlabs|netlify|newrelic|new[_-]relic|nytimes|okta|openai|plaid|privateai|rapidapi|sendbird|sentry|snyk|sonar|squarespace|sumologic|telegram|travis|twilio|twitch|twitter|typeform|yandex|zendesk|stability|together|anthropic|voyage|pinecone|wandb/i;
const PUBLIC_VENDOR =
  /(?:id|url|uri|host|sid|sha|hash|version|commit|name|model|path|file|date|public|email|org|team|digest|checksum|integrity|etag|img|image|icon|slug|endpoint)s?$/i;

/** Names come again and again. */
const KNOWN = new Map<string, NameKind | 'none'>();
const MAX_KNOWN = 4_096;

/** Of a name as it is written; of a longer one its last 64 characters count. */
export function nameKind(name: string): NameKind | undefined {
  const known = KNOWN.get(name);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const kind = kindOf(name);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  if (name.length <= MAX_NAME) KNOWN.set(name, kind ?? 'none');
  return kind;
}

function kindOf(name: string): NameKind | undefined {
  const seen = name.length > MAX_NAME ? name.slice(-MAX_NAME) : name;
  if (SIGNATURE.test(seen)) return 'signature';
  if (!ANY.test(seen) || PUBLIC.test(seen)) return undefined;
  if (HEADER.test(seen)) return 'header';
  if (KEY.test(seen)) return 'key';
  if (PASSWORD.test(seen) && !/(?:bypass|compass|trespass|surpass|encompass|underpass|overpass)$/i.test(seen))
    return 'password';
  if (COOKIE.test(seen)) return 'cookie';
  return LOOSE.test(seen) || LOOSE_ANY_CASE.test(seen) ? 'loose' : undefined;
}

/** Whether a name is that of a service, and not of something that it makes public. */
export function isVendorName(name: string): boolean {
  return VENDOR.test(name) && !PUBLIC_VENDOR.test(name);
}

export const MAX_NAME = 64;

const ANY = /key|token|pass|pwd|pw|secret|pin|auth|cookie|cred|jwt|bearer|sid|sess|otp|dsn|csrf|xsrf/i;

/** The last three letters of such names, of what may follow them, and of names that begin a form of their own. */
const ENDINGS = new Uint8Array(1 << 15);
for (const ending of 'ord swd ort ase ode pwd ass ret pin key ken uth ion kie ies ial als eds red jwt rer sid otp dsn srf ure nid _id -id sig kty ind lue rod dev ing ive old new ent irm ain ult'.split(
  ' ',
))
  ENDINGS[hashOf(ending.charCodeAt(0), ending.charCodeAt(1), ending.charCodeAt(2))] = 1;
for (let before = 0; before < 32; before += 1) ENDINGS[hashOf(before, 112, 119)] = 1;

/** Letters of both cases are alike; that a few other characters are too does no harm. */
function hashOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/** Whether a name that ends right before `end` may be one of these: cheap, as most are not. */
export function mayEndName(text: string, end: number): boolean {
  let last = end - 1;
  // A number behind the name, as in `password2` and `api_key_1`.
  for (let digits = 0; digits < 2 && isDigit(text.charCodeAt(last)); digits += 1) last -= 1;
  if (last < end - 1 && (text[last] === '_' || text[last] === '-')) last -= 1;
  return ENDINGS[hashOf(text.charCodeAt(last - 2), text.charCodeAt(last - 1), text.charCodeAt(last))] === 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
