import type { MembersOf } from './schema/option.js';
import { optional, section } from './schema/section.js';
import { isName, name } from './schema/texts.js';
import { oneOf, that } from './schema/values.js';

/** What a budget has a counter of its own for, each value of it. */
export type LlmBudgetPer = 'company' | 'user' | 'model' | 'callType' | 'session';

/** Which calls count: those that match every member given. */
export interface LlmBudgetMatch {
  companyId?: string;
  userId?: string;
  provider?: string;
  /** The model asked for, or the one that answered. */
  model?: string;
  callType?: string;
  /** Calls that have all of these. */
  tags?: readonly string[];
  environment?: string;
}

export const PER_VALUES: readonly LlmBudgetPer[] = ['company', 'user', 'model', 'callType', 'session'];

export const per = oneOf(...PER_VALUES);

const tags = that<readonly string[]>(
  (value) => Array.isArray(value) && value.length > 0 && value.every(isName),
  'must be a list of tags',
);

export const match = optional(
  section({
    companyId: name,
    userId: name,
    provider: name,
    model: name,
    callType: name,
    tags,
    environment: name,
  } satisfies MembersOf<LlmBudgetMatch>),
);
