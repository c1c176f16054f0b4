import { Link } from 'wouter';
import { visibleText } from '../texts/segments.js';
import { useSubjectLink } from '../view/use-subject-link.js';
import type { SubjectKind } from '../view/subjects.js';

/** The name of a user, company, origin, model or prompt, which leads to its page. */
export function SubjectLink({ kind, name }: { kind: SubjectKind; name: string }) {
  const href = useSubjectLink()(kind, name);
  return href === undefined ? (
    <bdi>{visibleText(name)}</bdi>
  ) : (
    <Link href={href}>
      <bdi>{visibleText(name)}</bdi>
    </Link>
  );
}
