import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { CallLink } from '../../components/call-link.js';
import { Panel } from '../../components/panel.js';
import { SubjectLink } from '../../components/subject-link.js';
import { Time } from '../../components/time.js';
import type { SubjectKind } from '../../view/subjects.js';
import type { TextFilter } from '../../view/view.js';
import { visibleText } from '../../texts/segments.js';
import { Facts } from './facts.js';

/** Where a call belongs; each leads to the calls that belong there too. */
export function ContextPanel({ call }: { call: Call }) {
  return (
    <Panel title="Context">
      <Facts
        facts={[
          ['Trace', call.traceId && <code key="trace">{page('/traces', call.traceId)}</code>],
          ['Session', page('/sessions', call.sessionId)],
          ['Parent call', page('/calls', call.parentCallId)],
          ['User', subject('user', call.userId)],
          ['Company', subject('company', call.companyId)],
          ['Origin', subject('origin', call.origin)],
          ['Model', subject('model', call.model)],
          ['Prompt', subject('prompt', call.promptName)],
          ['Prompt version', call.promptVersion],
          ['Release', call.release],
          ['Task', calls('taskId', call.taskId)],
          ['Review', calls('reviewId', call.reviewId)],
          ['Tags', tags(call.tags)],
          ['Started', <Time key="started" at={call.startedAt} />],
          ['Completed', call.completedAt && <Time key="completed" at={call.completedAt} />],
          ['ID', <code key="id">{call.id}</code>],
        ]}
      />
    </Panel>
  );
}

function page(path: string, id: string | null): ReactNode {
  return id && <Link href={`${path}/${encodeURIComponent(id)}`}>{name(id)}</Link>;
}

function subject(kind: SubjectKind, value: string | null): ReactNode {
  return value && <SubjectLink kind={kind} name={value} />;
}

function calls(filter: TextFilter, value: string | null): ReactNode {
  return (
    value && <CallLink filters={{ [filter]: value, kind: undefined, range: { days: 30 } }}>{name(value)}</CallLink>
  );
}

function tags(values: readonly string[]): ReactNode {
  if (values.length === 0) return null;
  return values.map((tag, index) => (
    <span key={tag}>
      {index > 0 && ', '}
      <CallLink filters={{ tags: [tag], kind: undefined }}>{name(tag)}</CallLink>
    </span>
  ));
}

function name(text: string): ReactNode {
  return <bdi>{visibleText(text)}</bdi>;
}
