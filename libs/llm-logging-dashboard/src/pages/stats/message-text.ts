import type { StatsAnswer } from '../../api/answers.js';

/** What stands for an error that has no message, or none any more. */
export function messageText({ message }: Pick<StatsAnswer<'stats/errors'>['messages'][number], 'message'>): string {
  if (message === null) return 'Message no longer stored';
  return message === '' ? 'Failed without a word' : message;
}
