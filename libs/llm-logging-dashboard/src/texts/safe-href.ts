const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address of a link in a stored text, if it is one that leaves this page for the web or for mail. All others do nothing: they could
 * run a script here, or ask the admin routes.
 */
export function safeHref(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const { protocol, href: whole } = new URL(href);
  return SCHEMES.has(protocol) ? whole : undefined;
}
