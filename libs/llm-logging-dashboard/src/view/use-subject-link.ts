import { useCallback } from 'react';
import { isJoined } from '../charts/colour-scale.js';
import { subjectPage, type SubjectKind } from './subjects.js';
import { useView } from './use-view.js';

/** Path of the page of a user, company, origin, model or prompt; undefined for names that stand for no one thing. */
export function useSubjectLink(): (kind: SubjectKind, name: string) => string | undefined {
  const { linkTo } = useView();
  return useCallback(
    (kind, name) => (isJoined(name) || name === '' ? undefined : linkTo(...subjectPage(kind, name))),
    [linkTo],
  );
}
