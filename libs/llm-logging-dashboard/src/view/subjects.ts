import type { ViewChange } from './view.js';

/** What has a page of its own, by what its calls have in common. */
export type SubjectKind = 'user' | 'company' | 'origin' | 'model' | 'prompt';

interface Subject {
  label: string;
  /** Before the name in the path of its page. */
  path: string;
  filter: 'userId' | 'companyId' | 'origin' | 'model' | 'promptName';
}

export const SUBJECTS: Readonly<Record<SubjectKind, Subject>> = {
  user: { label: 'User', path: '/users', filter: 'userId' },
  company: { label: 'Company', path: '/companies', filter: 'companyId' },
  origin: { label: 'Origin', path: '/origins', filter: 'origin' },
  model: { label: 'Model', path: '/models', filter: 'model' },
  prompt: { label: 'Prompt', path: '/prompts', filter: 'promptName' },
};

/** Filters that find the calls of one subject, as statistics and lists take them. */
export interface SubjectFilters {
  userId?: string;
  companyId?: string;
  origin?: string[];
  model?: string[];
  promptName?: string[];
}

export function subjectFilters(kind: SubjectKind, name: string): SubjectFilters {
  const { filter } = SUBJECTS[kind];
  return { [filter]: filter === 'userId' || filter === 'companyId' ? name : [name] };
}

/** Path of a subject's page, and the change that keeps its own filter from standing there twice. */
export function subjectPage(kind: SubjectKind, name: string): [path: string, change: ViewChange] {
  const { path, filter } = SUBJECTS[kind];
  return [`${path}/${encodeURIComponent(name)}`, { [filter]: undefined }];
}
