import { LLM_CALL_VIAS, LlmCallKind, type LlmCallVia } from 'llm-exchange/call';
import { SomeOf, Texts } from './query-values.js';

/** Filters by where a call came from. */
export class OriginFilters {
  @SomeOf(Object.values(LlmCallKind))
  kind?: LlmCallKind[];

  @Texts()
  name?: string[];

  @Texts()
  origin?: string[];

  @SomeOf(LLM_CALL_VIAS)
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
