import type { MemberFilter } from 'llm-exchange/call';

/** The option of each filter by a member of a call: a filter without one does not compile. */
export const OPTION_OF_FILTER = {
  callType: 'type',
  kind: 'kind',
  status: 'status',
  provider: 'provider',
  model: 'model',
  serviceTier: 'service-tier',
  minCost: 'min-cost',
  minLatencyMs: 'min-latency',
  userId: 'user',
  sessionId: 'session',
  taskId: 'task',
  companyId: 'company',
  reviewId: 'review',
  name: 'name',
  origin: 'origin',
  via: 'via',
  release: 'release',
  environment: 'environment',
  promptName: 'prompt-name',
  promptVersion: 'prompt-version',
  traceId: 'trace',
  parentCallId: 'parent',
  metadata: 'metadata',
  tags: 'tag',
} as const satisfies Record<MemberFilter, string>;

const OPTIONS_OF_FIELDS: Readonly<Record<string, string>> = { ...OPTION_OF_FILTER, startDate: 'from', endDate: 'to' };

/** The option that a filter was given with, to stand before what is wrong with it. */
export function optionOf(field: string): string {
  const option = OPTIONS_OF_FIELDS[field];
  // An error names its field, which most options are called as.
  return option === undefined || option === field ? '--' : `--${option}: `;
}
