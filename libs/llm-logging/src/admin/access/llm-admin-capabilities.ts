import type { Payloads } from './payloads.js';

/** What whoever asks can see and do here. */
export interface LlmAdminCapabilities {
  /** Of the package. */
  version: string;
  /** Prefix of the routes, without the application's own. */
  path: string;
  /** The company that the request is limited to; null for none. */
  companyId: string | null;
  /** `masked`: every text is null. */
  payloads: Payloads;
  /** Whether `POST calls/:id/replay` has a handler, which the masked may not use. */
  replay: boolean;
  /** Whether there is `GET live`. */
  live: boolean;
  /** IANA name of the zone in which days begin where a request names none. */
  timeZone: string;
}
