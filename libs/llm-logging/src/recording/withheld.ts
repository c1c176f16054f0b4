import type { LlmCallRecord, LlmContext } from 'llm-exchange/call';
import { markOf } from 'llm-exchange/privacy';

/** Counts, in `metadata.redacted`, what is not stored of calls that are recorded with `redact`. */
export const WITHHELD_RULE = 'method';

/** Key under which a context says that no text of the calls made in it is stored. */
const WITHHELD = Symbol('Withheld');

/** Marks a context that was just made; those derived from it are marked with it. */
export function withhold(context: LlmContext): LlmContext {
  (context as { [WITHHELD]?: true })[WITHHELD] = true;
  return context;
}

export function isWithheld(context: LlmContext | undefined): boolean {
  return (context as { [WITHHELD]?: true } | undefined)?.[WITHHELD] === true;
}

/** The attempts that failed are recorded with their messages. */
export function withholdRetries({ retries }: NonNullable<LlmCallRecord['metadata']>): void {
  if (!Array.isArray(retries)) return;
  for (const retry of retries as { errorMessage?: string }[]) {
    if (retry?.errorMessage !== undefined) retry.errorMessage = markOf(WITHHELD_RULE);
  }
}
