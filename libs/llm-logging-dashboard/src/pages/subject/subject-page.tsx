import { Link, useLocation } from 'wouter';
import { useStats } from '../../api/queries.js';
import { apiUrl } from '../../api/request.js';
import { Columns, Page } from '../../components/page.js';
import { EmptyState } from '../../components/states.js';
import { usePathId } from '../../routing/use-path-id.js';
import { visibleText } from '../../texts/segments.js';
import { SUBJECTS, subjectFilters, type SubjectKind } from '../../view/subjects.js';
import { useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';
import { useChartLinks } from '../stats/use-charts.js';
import styles from './subject.module.css';
import { SubjectCalls } from './subject-calls.js';
import { SubjectChanges } from './subject-changes.js';
import { SubjectErrors } from './subject-errors.js';
import { SubjectFigures } from './subject-figures.js';
import { SubjectParts } from './subject-parts.js';
import type { SubjectProps } from './subject-props.js';
import { SubjectSessions } from './subject-sessions.js';
import { SubjectTrend } from './subject-trend.js';
import { PromptVersions } from './prompt-versions.js';

/** One user, company, origin, model or prompt: what it costs, what it is made of, what fails, what changed. */
export function SubjectPage() {
  const name = usePathId();
  const [path] = useLocation();
  const kind = kindOf(path);
  const subject = { kind, name, filters: subjectFilters(kind, name) };
  return (
    <Page title={`${SUBJECTS[kind].label} ${visibleText(name)}`} actions={<Actions {...subject} />}>
      <Subject key={path} {...subject} />
    </Page>
  );
}

function Subject(subject: SubjectProps) {
  const { data } = useStats('stats/comparison', subject.filters);
  if (data !== undefined && data.current.totalCalls === 0 && data.previous.totalCalls === 0)
    return (
      <EmptyState title={`There is no call of this ${subject.kind} in this time.`}>
        <p>Choose a longer time, or remove a filter.</p>
      </EmptyState>
    );
  return (
    <>
      <SubjectFigures {...subject} />
      <SubjectTrend {...subject} />
      {subject.kind === 'prompt' && <PromptVersions {...subject} />}
      <div className={styles['parts']}>
        <SubjectParts {...subject} />
      </div>
      <Columns>
        <SubjectChanges {...subject} />
        <SubjectErrors {...subject} />
      </Columns>
      {(subject.kind === 'user' || subject.kind === 'company') && <SubjectSessions {...subject} />}
      <SubjectCalls {...subject} />
    </>
  );
}

function Actions({ filters }: SubjectProps) {
  const { view } = useView();
  const { callsOf } = useChartLinks();
  const summary = { ...datesOf(view.range), ...filters, groupBy: 'model', interval: 'day', format: 'csv' };
  return (
    <>
      <Link href={callsOf(filters)}>All calls</Link>
      <a href={apiUrl('export/summary', summary)} download>
        Summary as CSV
      </a>
    </>
  );
}

function kindOf(path: string): SubjectKind {
  const kinds = Object.keys(SUBJECTS) as SubjectKind[];
  return kinds.find((kind) => path.startsWith(`${SUBJECTS[kind].path}/`)) ?? 'user';
}
