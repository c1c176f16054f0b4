import { OTHERS, UNKNOWN_NAME } from '../../charts/colour-scale.js';
import type { ViewChange } from '../../view/view.js';

/** What figures are grouped by. */
export type Dimension =
  'model' | 'callType' | 'company' | 'provider' | 'user' | 'origin' | 'release' | 'promptName' | 'promptVersion';

export const DIMENSION_LABELS: Readonly<Record<Dimension, string>> = {
  model: 'Model',
  callType: 'Type',
  company: 'Company',
  provider: 'Provider',
  user: 'User',
  origin: 'Origin',
  release: 'Release',
  promptName: 'Prompt',
  promptVersion: 'Prompt version',
};

/** As the server takes it: calls that have no such name. */
const NONE = '-*';

/** Finds the calls of one name, or those without one; undefined for what is joined from several. */
export function filterFor(dimension: Dimension, name: string): ViewChange | undefined {
  if (name === OTHERS) return undefined;
  const wanted = name === UNKNOWN_NAME ? NONE : name;
  if (dimension === 'company') return { companyId: wanted };
  if (dimension === 'user') return { userId: wanted };
  return { [dimension]: [wanted] };
}

/** Finds the calls of a model as its provider has it. */
export function modelFilters({ provider, model }: { provider: string; model: string }): ViewChange {
  return { ...filterFor('provider', provider), ...filterFor('model', model) };
}

export function optionsOf<D extends Dimension>(dimensions: readonly D[]): { value: D; label: string }[] {
  return dimensions.map((value) => ({ value, label: DIMENSION_LABELS[value] }));
}
