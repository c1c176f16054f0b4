import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpan, type ReadSpan, spansIn } from 'llm-exchange/spans';
import type { StoredSpan } from '../../storage/rows/spans-of-traces.js';
import { type JoinedTrace, joinTrace } from './join-trace.js';
import { type SeenTrace, traceOf, withStored } from './seen-trace.js';

type Kind = 'call' | 'around' | 'own' | 'agent' | 'tool' | 'step';

interface Node {
  readonly kind: Kind;
  readonly children: readonly Node[];
}

const TRACE_ID = 'a'.repeat(32);
const MODEL = { 'gen_ai.request.model': 'gpt-4o' };
const CHAT = { 'gen_ai.operation.name': 'chat', ...MODEL };
const USED = { ...CHAT, 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 };
const ATTRIBUTES: Readonly<Record<Kind, Readonly<Record<string, string | number>>>> = {
  call: USED,
  around: CHAT,
  own: USED,
  agent: { 'gen_ai.operation.name': 'invoke_agent' },
  tool: { 'gen_ai.operation.name': 'execute_tool' },
  step: { 'openinference.span.kind': 'CHAIN' },
};

/** A trace of calls, each reported by one or several spans: nested, with steps between them, in agents and tools. */
const { traces } = fc.letrec<{ traces: Node; chain: Node }>((tie) => ({
  traces: fc.oneof(
    { maxDepth: 3 },
    tie('chain'),
    fc.record({
      kind: fc.constantFrom<Kind>('agent', 'tool'),
      children: fc.array(tie('traces'), { minLength: 1, maxLength: 3 }),
    }),
  ),
  chain: fc.record({
    kind: fc.constantFrom<Kind>('call', 'call', 'around', 'own', 'step'),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('chain'), { minLength: 1, maxLength: 1 })),
  }),
}));

const REPEATING: ReadonlySet<Kind> = new Set<Kind>(['call', 'around']);
/** Of three spans around a call of the application's own, two may have no row and be known to two instances. */
const MAX_AROUND_OWN = 2;

interface Spans {
  readonly reads: readonly ReadSpan[];
  /** The rows of the application's own calls. */
  readonly own: readonly StoredSpan[];
}

function spansOf(root: Node): Spans {
  const reads: ReadSpan[] = [];
  const own: StoredSpan[] = [];
  const add = ({ kind: wanted, children }: Node, parentId: string | undefined, around: number): void => {
    const kind = wanted === 'own' && around > MAX_AROUND_OWN ? 'call' : wanted;
    const spanId = String(reads.length + 1).padStart(16, '0');
    const id = `01900000-0000-7000-8000-${spanId.slice(4)}`;
    const attributes = kind === 'own' ? { ...USED, 'llm_logging.call_id': id } : ATTRIBUTES[kind];
    reads.push(read(spanId, parentId, attributes));
    if (kind === 'own') own.push({ ...ROW, id, callSpan: { id: spanId, parentId } });
    const aroundNext = REPEATING.has(kind) ? around + 1 : kind === 'step' ? around : 0;
    for (const child of children) add(child, spanId, aroundNext);
  };
  add(root, undefined, 0);
  return { reads, own };
}

const ROW: StoredSpan = {
  id: '',
  traceId: TRACE_ID,
  via: 'fetch',
  kind: 'call',
  isPending: false,
  callType: 'chat',
  model: 'gpt-4o',
  promptTokens: 100,
  completionTokens: 10,
  parentCallId: null,
  spanId: null,
  parentSpanId: null,
  responseId: null,
  callSpan: null,
  methodSpan: null,
};

function read(spanId: string, parentSpanId: string | undefined, given: (typeof ATTRIBUTES)[Kind]): ReadSpan {
  const attributes = Object.entries(given).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
  }));
  const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' };
  const [span] = spansIn([
    { scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId, parentSpanId, name: 'span', ...times, attributes }] }] },
  ]);
  return { span: span!, call: readSpan(span!) };
}

/** Rows as the database has them. */
class Rows {
  readonly #rows = new Map<string, StoredSpan>();

  store(row: StoredSpan): void {
    this.#rows.set(row.id, row);
  }

  apply({ calls, steps }: JoinedTrace): void {
    for (const { id, kind, callType, spanId, parentSpanId, parentCallId, responseId, ...call } of calls) {
      const { model, promptTokens, completionTokens } = call;
      const reported = { kind, callType, model, promptTokens, completionTokens, parentCallId };
      this.store({ ...ROW, ...reported, id, via: 'otlp', spanId, parentSpanId, responseId });
    }
    for (const id of steps) this.store({ ...this.#rows.get(id)!, kind: 'step' });
  }

  /** In the order of ids. */
  get all(): StoredSpan[] {
    return [...this.#rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get calls(): string[] {
    return this.all.filter(({ kind }) => kind === 'call').map(({ id }) => id);
  }
}

/** One instance of the application that receives spans: it stores what follows from them some time later. */
class Instance {
  #trace: SeenTrace | undefined;
  #waiting: JoinedTrace[] = [];
  #looks: 'none' | 'once' | 'long' = 'none';

  constructor(private readonly rows: Rows) {}

  take(reads: readonly ReadSpan[]): void {
    const joined = this.#join((this.#trace ??= traceOf(this.rows.all)), reads);
    if (joined.isOpen) this.#looks = 'long';
    else if (joined.calls.length > 0 && this.#looks === 'none') this.#looks = 'once';
  }

  flush(): void {
    for (const joined of this.#waiting.splice(0)) this.rows.apply(joined);
  }

  look(): void {
    if (this.#looks === 'none') return;
    this.flush();
    this.#join((this.#trace = withStored(this.#trace!, this.rows.all)), []);
    this.flush();
    if (this.#looks === 'once') this.#looks = 'none';
  }

  #join(trace: SeenTrace, reads: readonly ReadSpan[]): JoinedTrace {
    const joined = joinTrace(trace, reads, Date.now());
    this.#waiting.push(joined);
    return joined;
  }
}

function inOnePost({ reads, own }: Spans): string[] {
  const rows = new Rows();
  rows.apply(joinTrace(traceOf([]), reads, Date.now()));
  for (const row of own) rows.store(row);
  return rows.calls;
}

/** What happens to a span, or meanwhile: whose turn it is, and where. */
interface Happening {
  readonly instance: number;
  readonly order: number;
}

const INSTANCES = 3;
const happening = fc.record({ instance: fc.nat(INSTANCES - 1), order: fc.nat(1_000) });
const happenings = fc.array(happening, { minLength: 24, maxLength: 24 });

describe('spans of one trace', () => {
  it('are the same calls however they are split over instances, orders and times', () => {
    fc.assert(
      fc.property(traces, happenings, happenings, happenings, happenings, (root, posts, stores, flushes, looks) => {
        const spans = spansOf(root);
        const rows = new Rows();
        const instances = Array.from({ length: INSTANCES }, () => new Instance(rows));
        const at = (all: readonly Happening[], index: number): Happening => all[index % all.length]!;
        const all = [
          ...spans.reads.map((each, index) => [at(posts, index), (one: Instance) => one.take([each])] as const),
          ...spans.own.map((row, index) => [at(stores, index), () => rows.store(row)] as const),
          ...flushes.slice(0, 8).map((each) => [each, (one: Instance) => one.flush()] as const),
          ...looks.slice(0, 8).map((each) => [each, (one: Instance) => one.look()] as const),
        ];
        for (const [{ instance }, happens] of all.sort(([a], [b]) => a.order - b.order)) happens(instances[instance]!);
        const last = [0, 1, 2].sort((a, b) => at(looks, a).order - at(looks, b).order);
        for (const index of last) instances[index]!.flush();
        for (const index of [...last, ...last]) instances[index]!.look();
        expect(rows.calls).toEqual(inOnePost(spans));
      }),
      { numRuns: 150, seed: 34 },
    );
  });
});
