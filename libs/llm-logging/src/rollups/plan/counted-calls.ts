import { LlmCallKind } from 'llm-exchange/call';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';

/** Filters as statistics mean them: calls of models, unless a kind is asked for. */
export function countedCalls(filters: LlmCallFilters): LlmCallFilters {
  return { ...filters, kind: filters.kind ?? LlmCallKind.CALL };
}

/** Whether the filter asks for what rollups hold. */
export function areCalls(kind: LlmCallFilters['kind']): boolean {
  return [kind ?? LlmCallKind.CALL].flat().every((each) => each === LlmCallKind.CALL);
}
