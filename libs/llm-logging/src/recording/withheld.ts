import type { LlmContext } from 'llm-exchange/call';

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
