import { excerpt } from '../../format/excerpt.js';

interface SubjectCall {
  readonly callType: string;
  readonly name: string | null;
  readonly prompt: string | null;
  readonly userId: string | null;
  readonly companyId: string | null;
  readonly sessionId: string | null;
  readonly origin: string | null;
  readonly release: string | null;
  readonly startedAt: string;
}

interface SubjectNode {
  readonly call: SubjectCall | null;
  readonly children: readonly SubjectNode[];
}

const LONGEST_TITLE = 120;
const FACTS = ['userId', 'companyId', 'sessionId', 'origin', 'release'] as const;

export interface TraceSubjectFacts extends Pick<SubjectCall, (typeof FACTS)[number]> {
  /** What was asked, else what was done. */
  readonly title: string;
  readonly startedAt: string | null;
}

/** What a trace is about: its first question, who asked it, and what set it off; each as the first call has it that says so. */
export function traceSubject(root: SubjectNode): TraceSubjectFacts {
  const calls = callsOf(root);
  const first = <M extends keyof SubjectCall>(member: M): SubjectCall[M] | null =>
    calls.find((call) => call[member] !== null)?.[member] ?? null;
  const question = shortened(excerpt(first('prompt')));
  const facts = Object.fromEntries(FACTS.map((member) => [member, first(member)])) as Pick<
    SubjectCall,
    (typeof FACTS)[number]
  >;
  return { ...facts, startedAt: first('startedAt'), title: question || first('name') || first('callType') || 'Trace' };
}

/** Those above first, without recursion: a tree may be as deep as it is long. */
function callsOf(root: SubjectNode): SubjectCall[] {
  const calls: SubjectCall[] = [];
  let level: readonly SubjectNode[] = [root];
  while (level.length > 0) {
    for (const { call } of level) if (call !== null) calls.push(call);
    level = level.flatMap(({ children }) => children);
  }
  return calls;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE).replace(/\s+\S*$/, '')}…`;
}
