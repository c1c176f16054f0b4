import type { SubjectFilters, SubjectKind } from '../../view/subjects.js';

export interface SubjectProps {
  kind: SubjectKind;
  name: string;
  /** They find its calls. */
  filters: SubjectFilters;
}
