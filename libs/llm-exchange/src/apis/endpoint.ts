import type { LlmProvider } from './provider.js';
import { apiOf, operationAt } from './operations.js';
import { PROVIDERS } from './providers.js';

/** Who is asked, by which API, for which model, as far as the address says. */
export interface LlmEndpoint {
  readonly provider: string | null;
  readonly api: string | null;
  readonly model: string | null;
}

const NOWHERE: LlmEndpoint = { provider: null, api: null, model: null };

/** Reads an address. Never throws. */
export function endpointOf(url: string | URL | undefined): LlmEndpoint {
  if (url === undefined || !URL.canParse(String(url))) return NOWHERE;
  const { hostname, port, pathname } = new URL(url);
  const found = operationAt(pathname.replace(/\/+$/, ''));
  const api = found?.operation.name ?? null;
  const known = providerAt(hostname) ?? providerWithPort(port);
  const provider = known?.behind?.(pathname) ?? known?.name ?? apiOf(api)?.provider ?? null;
  return { provider, api, model: modelIn(found?.match, pathname) };
}

/** Whether an address is that of a provider: what an application sends anywhere else is its own business. */
export function isProviderHost({ hostname, port }: URL): boolean {
  return (providerAt(hostname) ?? providerWithPort(port)) !== undefined;
}

function providerAt(hostname: string): LlmProvider | undefined {
  return PROVIDERS.find(({ hosts }) => hosts.some((host) => host.test(hostname)));
}

function providerWithPort(port: string): LlmProvider | undefined {
  return port === '' ? undefined : PROVIDERS.find((provider) => provider.port === port);
}

/** Azure names a deployment, the others a model. */
function modelIn(match: RegExpExecArray | undefined, pathname: string): string | null {
  const name = match?.[1] ?? /\/deployments\/([^/]+)\//.exec(pathname)?.[1];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
