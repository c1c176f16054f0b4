import type { Profile } from '../../stats/answers/profile.js';

/** One user, or one company. */
export interface LlmProfile extends Profile {
  /** Null in the profile of a company. */
  userId: string | null;
  /** The company, or the one that the request is limited to; null for none. */
  companyId: string | null;
}
