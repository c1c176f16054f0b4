import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CallLink } from '../../components/call-link.js';
import { CopyButton } from '../../components/copy-button.js';
import { Time } from '../../components/time.js';
import { visibleText } from '../../texts/segments.js';
import type { TraceSubjectFacts } from './trace-subject.js';
import styles from './trace-subject-line.module.css';

/** Who a trace is of, what set it off, and when; under its title. */
export function TraceSubject({
  id,
  userId,
  companyId,
  sessionId,
  origin,
  release,
  startedAt,
}: TraceSubjectFacts & { id: string }) {
  const facts: (readonly [name: string, value: ReactNode])[] = [
    ['User', userId && <CallLink filters={{ userId, kind: undefined }}>{name(userId)}</CallLink>],
    ['Company', companyId && <CallLink filters={{ companyId, kind: undefined }}>{name(companyId)}</CallLink>],
    ['Session', sessionId && <Link href={`/sessions/${encodeURIComponent(sessionId)}`}>{name(sessionId)}</Link>],
    ['Origin', origin && name(origin)],
    ['Release', release && name(release)],
    ['Started', startedAt && <Time at={startedAt} />],
    ['Trace', <code key="id">{visibleText(id)}</code>],
  ];
  return (
    <div className={styles['line']}>
      <dl>
        {facts
          .filter(([, value]) => value !== null && value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <CopyButton text={id} label="Copy ID" />
    </div>
  );
}

function name(text: string): ReactNode {
  return <bdi>{visibleText(text)}</bdi>;
}
