import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord } from 'llm-exchange/call';
import { LlmContextService } from '../context/llm-context.service.js';
import type { EndStatus } from './ending.js';
import { LlmCallRecorder } from './llm-call-recorder.js';
import { MethodWarnings } from './method-warnings.js';
import type { OpenCall } from './open-call.js';

const TRACE = { traceId: 'a trace' };

/** One for all: each makes every promise of the process dearer on Node 20. */
const CONTEXTS = new LlmContextService(Object.assign(() => undefined, { prompt: () => ({}) }));

/** One exchange with a provider, and its attempts. */
interface Exchange {
  readonly id: string;
  readonly around: OpenCall;
  attempt: OpenCall;
  attempts: number;
  /** Tokens that its provider counted; undefined while no attempt ended well. */
  tokens: number | undefined;
  isOpen: boolean;
}

/** A recorder whose surroundings write down what they get. */
class World {
  readonly accepted: LlmCallRecord[] = [];
  readonly leases = new Set<object>();
  /** Rows that spans name, by the id of their call. */
  readonly filed = new Map<string, string[]>();
  readonly calls: OpenCall[] = [];
  readonly exchanges: Exchange[] = [];
  /** How calls ended first. */
  readonly ends = new Map<string, EndStatus>();
  #nextTokens = 1;

  readonly recorder = new LlmCallRecorder(
    CONTEXTS,
    {
      accept: (record: LlmCallRecord) => this.accepted.push(structuredClone(record)),
      retain: () => this.#lease(),
      missed: (reason: string) => {
        throw new Error(reason);
      },
    } as never,
    { isActive: false, recorded: () => undefined } as never,
    { capture: { payloads: true, maxPayloadBytes: 1_000, hosts: {} }, redact: [], prices: [] } as never,
    new MethodWarnings(),
    {
      isListening: true,
      recorded: () => undefined,
      started: ({ id }) => ({
        traceId: undefined,
        metadata: undefined,
        run: (work) => work(),
        ended: () => undefined,
        filed: (row) => void this.filed.set(id, [...(this.filed.get(id) ?? []), row]),
      }),
    },
  );

  /** A power of two for each: no two sums are equal. */
  newTokens(): number {
    return (this.#nextTokens *= 2);
  }

  #lease(): { release(): void } {
    const lease = { release: () => void this.leases.delete(lease) };
    this.leases.add(lease);
    return lease;
  }

  inside<T>(call: OpenCall | undefined, work: () => T): T {
    return call === undefined ? CONTEXTS.run(TRACE, work) : CONTEXTS.enter(call.context, work);
  }

  /** What the database makes of the accepted records. */
  rows(): Map<string, LlmCallRecord> {
    const rows = new Map<string, LlmCallRecord>();
    for (const record of this.accepted) {
      const row = rows.get(record.id);
      if (row === undefined) rows.set(record.id, structuredClone(record));
      else mergeIntoCallRecord(row, record);
    }
    return rows;
  }
}

type Command = (world: World) => void;

const nth = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];
const which = fc.nat(5);

const openCall = fc.tuple(fc.option(which), fc.constantFrom(undefined, 'agent', 'tool')).map(([n, kind]): Command => {
  return (world) => {
    const around = n === null ? undefined : nth(world.calls, n);
    world.inside(around, () => world.calls.push(world.recorder.open({ kind: kind as never, model: 'm' })));
  };
});

const onCall = (step: (call: OpenCall, world: World) => void): fc.Arbitrary<Command> =>
  which.map((n) => (world) => {
    const call = nth(world.calls, n);
    if (call !== undefined) step(call, world);
  });

const endCall = (status: EndStatus, end: (call: OpenCall) => void): fc.Arbitrary<Command> =>
  onCall((call, world) => {
    if (!world.ends.has(call.id)) world.ends.set(call.id, status);
    end(call);
  });

const openExchange = onCall((around, world) =>
  world.inside(around, () => {
    const attempt = world.recorder.openExchange({ requestModel: 'm' }, 'fetch', () => undefined);
    world.exchanges.push({ id: attempt.id, around, attempt, attempts: 1, tokens: undefined, isOpen: true });
    attempt.begin();
  }),
);

const onExchange = (step: (exchange: Exchange, world: World) => void): fc.Arbitrary<Command> =>
  which.map((n) => (world) => {
    const exchange = nth(world.exchanges, n);
    if (exchange !== undefined) step(exchange, world);
  });

const answer = onExchange((exchange, world) => {
  if (!exchange.isOpen) return;
  exchange.isOpen = false;
  exchange.tokens = world.newTokens();
  const { attempts, tokens } = exchange;
  exchange.attempt.finish(LlmCallStatus.SUCCESS, { model: 'm', promptTokens: tokens, completionTokens: 0, attempts });
});

const failExchange = onExchange((exchange) => {
  if (!exchange.isOpen) return;
  exchange.isOpen = false;
  exchange.attempt.finish(LlmCallStatus.ERROR, { errorMessage: 'overloaded', attempts: exchange.attempts });
});

/** SDKs send again what failed. */
const retry = onExchange((exchange, world) => {
  if (exchange.isOpen || exchange.tokens !== undefined) return;
  exchange.isOpen = true;
  exchange.attempts += 1;
  world.inside(exchange.around, () => {
    exchange.attempt = world.recorder.reopenExchange(exchange.id, { requestModel: 'm' }, 'fetch', () => undefined);
    exchange.attempt.begin();
  });
});

/** The method returns what its last exchange answered. */
const returnAnswer = onCall((call, world) => {
  if (!world.ends.has(call.id)) world.ends.set(call.id, LlmCallStatus.SUCCESS);
  const tokens = world.exchanges.findLast(({ around, tokens }) => around === call && tokens !== undefined)?.tokens;
  const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
  call.succeed(tokens === undefined ? 'text' : { object: 'chat.completion', model: 'm', choices: [], usage });
});

const shutdown = fc.constant<Command>((world) => world.recorder.releaseRetained());

const command = fc.oneof(
  { arbitrary: openCall, weight: 3 },
  { arbitrary: openExchange, weight: 4 },
  { arbitrary: answer, weight: 4 },
  { arbitrary: failExchange, weight: 2 },
  { arbitrary: retry, weight: 2 },
  { arbitrary: returnAnswer, weight: 2 },
  { arbitrary: onCall((call) => call.begin()), weight: 2 },
  onCall((call) => call.update({ response: 'so far' })),
  onCall((call) => call.chunk('a piece')),
  endCall(LlmCallStatus.SUCCESS, (call) => call.end()),
  endCall(LlmCallStatus.SUCCESS, (call) => call.complete({ finishReason: 'stop' })),
  endCall(LlmCallStatus.ERROR, (call) => call.fail(new Error('boom'))),
  endCall(LlmCallStatus.CANCELLED, (call) => call.cancel()),
  shutdown,
);

const orders = fc.tuple(openCall, fc.array(command, { maxLength: 30, size: 'max' }));

/** Runs the commands, then ends what is left: the innermost last, as work that outlives its caller does. */
function afterAll([first, rest]: readonly [Command, readonly Command[]]): World {
  const world = new World();
  for (const step of [first, ...rest]) step(world);
  for (const call of world.calls) {
    if (!world.ends.has(call.id)) world.ends.set(call.id, LlmCallStatus.SUCCESS);
    call.end();
  }
  for (const { attempt } of world.exchanges) attempt.finish(LlmCallStatus.SUCCESS, {});
  return world;
}

describe('calls and exchanges in any order of their events', () => {
  it('are one row each, with one outcome: that of the first end', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const world = afterAll(order);
        const rows = world.rows();
        for (const { id } of world.calls) {
          expect(rows.get(id)?.status).toBe(world.ends.get(id));
          const outcomes = world.accepted.filter((each) => each.id === id && each.status !== LlmCallStatus.PENDING);
          expect(outcomes).toHaveLength(1);
        }
        expect([...rows.values()].filter(({ status }) => status === LlmCallStatus.PENDING)).toEqual([]);
      }),
    );
  });

  it('count every token of every exchange, once', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const world = afterAll(order);
        const counted = [...world.rows().values()].reduce((sum, { promptTokens = 0 }) => sum + promptTokens, 0);
        const answered = world.exchanges.reduce((sum, { tokens = 0 }) => sum + tokens, 0);
        expect(counted).toBe(answered);
      }),
    );
  });

  it('leave nothing in the journal, and file each span once, under a row', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const world = afterAll(order);
        const rows = world.rows();
        expect(world.leases.size).toBe(0);
        expect(world.recorder.runningSince(new Date(Date.now() + 1_000))).toEqual([]);
        for (const { id } of world.calls) expect(world.filed.get(id)).toEqual([id]);
        for (const { id, attempts } of world.exchanges) {
          const named = world.filed.get(id) ?? [];
          expect(named).toHaveLength(attempts);
          expect(named.filter((row) => !rows.has(row))).toEqual([]);
        }
      }),
    );
  });
});
