import { ForbiddenException } from '@nestjs/common';
import type { AdminRequest } from '../../options/admin.options.js';

/**
 * A page of another site can send requests with the cookies of whoever looks at it. Browsers say where these come from: newer ones by
 * `Sec-Fetch-Site`, all by `Origin`. What is no browser says neither.
 * @throws ForbiddenException
 */
export function refuseOtherSites(request: AdminRequest): void {
  const { origin, 'sec-fetch-site': site } = request['headers'] as Record<string, string | undefined>;
  // No page can set it, and proxies leave it alone, while many of them rewrite `Host`.
  if (site === 'same-origin') return;
  const isBrowsersOwn = site === undefined || site === 'none';
  if (isBrowsersOwn && (origin === undefined || isOriginOf(hostOf(request), origin))) return;
  throw new ForbiddenException(
    'Asked for by a page of another site. Behind a proxy, let it pass `Host` on, or let the application trust its `X-Forwarded-Host`.',
  );
}

/**
 * The host that was asked, with its port. `X-Forwarded-Host` counts where the application trusts the proxy that says it: then the
 * platform has its name for `hostname`, which on some has no port.
 */
function hostOf({ hostname, headers }: AdminRequest): string {
  const named = headers as Record<string, string | undefined>;
  const asked = named['host'] ?? named[':authority'] ?? '';
  const forwarded = named['x-forwarded-host']?.split(',').map((host) => host.trim()) ?? [];
  const known = typeof hostname === 'string' ? nameOf(hostname) : undefined;
  return [asked, ...forwarded].find((host) => known !== undefined && nameOf(host) === known) ?? asked;
}

function nameOf(host: string): string | undefined {
  return urlOf(`http://${host}`)?.hostname;
}

/** Schemes are not compared: a proxy in front may be the one that speaks TLS. */
function isOriginOf(host: string, origin: string): boolean {
  const page = /^https?:/.test(origin) ? urlOf(origin) : undefined;
  return page !== undefined && urlOf(`${page.protocol}//${host}`)?.host === page.host;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
