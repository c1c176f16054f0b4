import { LLM_CALL_VIAS, LlmCallKind, type LlmCallVia } from 'llm-exchange/call';
import { SomeOrNot, Texts } from './query-values.js';

/** Filters by where a call came from. */
export class OriginFilters {
  @SomeOrNot(Object.values(LlmCallKind))
  kind?: LlmCallKind[];

  @Texts()
  name?: string[];

  @Texts()
  origin?: string[];

  @SomeOrNot(LLM_CALL_VIAS)
  via?: LlmCallVia[];

  @Texts()
  release?: string[];

  @Texts()
  environment?: string[];

  @Texts()
  promptName?: string[];

  @Texts()
  promptVersion?: string[];
}
