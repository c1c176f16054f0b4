import { isJoined } from '../../charts/colour-scale.js';
import type { ViewChange } from '../../view/view.js';

/** What figures are grouped by. */
export type Dimension = 'model' | 'callType' | 'company' | 'provider' | 'user';

export const DIMENSION_LABELS: Readonly<Record<Dimension, string>> = {
  model: 'Model',
  callType: 'Type',
  company: 'Company',
  provider: 'Provider',
  user: 'User',
};

/** Finds the calls of one name; undefined for names that stand for no one thing. */
export function filterFor(dimension: Dimension, name: string): ViewChange | undefined {
  if (isJoined(name)) return undefined;
  if (dimension === 'company') return { companyId: name };
  if (dimension === 'user') return { userId: name };
  return { [dimension]: [name] };
}

/** Finds the calls of a model as its provider has it. */
export function modelFilters({ provider, model }: { provider: string; model: string }): ViewChange {
  return { ...filterFor('provider', provider), ...filterFor('model', model) };
}

export function optionsOf<D extends Dimension>(dimensions: readonly D[]): { value: D; label: string }[] {
  return dimensions.map((value) => ({ value, label: DIMENSION_LABELS[value] }));
}
