import { createHash, timingSafeEqual } from 'node:crypto';
import type { IngestToken } from '../../options/ingest.options.js';
import type { IngestSource } from '../ingest-source.js';

/** Finds who sends by the token of a request, in a time that reveals nothing of the tokens there are. */
export class IngestTokens {
  readonly #known: readonly { readonly digest: Buffer; readonly source: IngestSource }[];

  constructor(tokens: readonly IngestToken[]) {
    this.#known = tokens.map(({ token, companyId, service, texts = true }) => ({
      digest: digestOf(token),
      source: { companyId, service, texts },
    }));
  }

  /** @param authorization `Bearer {token}`, or `Basic` with the token as password. */
  sourceOf(authorization: string | undefined): IngestSource | undefined {
    const given = digestOf(tokenIn(authorization) ?? '');
    let found: IngestSource | undefined;
    for (const { digest, source } of this.#known) if (timingSafeEqual(digest, given)) found ??= source;
    return found;
  }
}

/** Digests are of one length, whatever the tokens' is. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function tokenIn(authorization = ''): string | undefined {
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
