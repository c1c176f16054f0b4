import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LlmCallStatus, type LlmCallRecord } from 'llm-exchange/call';
import { Redactor } from 'llm-exchange/privacy';
import type { LlmResultReading } from 'llm-exchange/reading';
import { readLlmResult } from 'llm-exchange/results';
import type { Ending } from './ending.js';
import { type Inside, NOTHING_INSIDE } from './inner-exchanges.js';
import { outcomeOf } from './outcome.js';
import type { ReadResult } from './read-ending.js';
import { RetainedExchange } from './retained-exchange.js';
import type { StartedCall } from './started-call.js';

const ID = '01890000-0000-7000-8000-000000000000';
const SECRET = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD';

type Members = Partial<LlmCallRecord>;

/** An answer that says this and no more. */
function answerOf(given: Partial<LlmResultReading>): LlmResultReading {
  return { ...readLlmResult('')!, response: null, ...given };
}

function started(given: Members = {}): StartedCall {
  const limits = { payloads: true, maxPayloadBytes: 1_000, redactor: new Redactor([]) };
  return { id: ID, outer: { traceId: 't' }, given, limits, selectors: {}, retained: undefined, followed: undefined };
}

function ended(how: Partial<Ending>): Ending {
  return { status: LlmCallStatus.SUCCESS, clock: 0, latencyMs: 1, ...how };
}

function inside(exchange: Members | undefined, more: Partial<Inside> = {}): Inside {
  if (exchange === undefined) return { ...NOTHING_INSIDE, ...more };
  const only = new RetainedExchange();
  only.keep({ ...exchange, id: ID, status: LlmCallStatus.SUCCESS }, () => undefined);
  return { ...NOTHING_INSIDE, isEmpty: false, only, ...more };
}

const membersOf = (...[start, ending, read, within]: Parameters<typeof outcomeOf>): Members =>
  outcomeOf(start, ending, read, within).members;

/** Present members only, as JSON would have them. */
const shown = (members: Members): unknown => JSON.parse(JSON.stringify(members));

const tokens = fc.option(fc.constantFrom(1, 2, 3, 4, 5, 6), { nil: undefined });
const usage = fc.record({ promptTokens: tokens, completionTokens: tokens });
const texts = fc.record({
  response: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  model: fc.option(fc.constantFrom('m1', 'm2'), { nil: undefined }),
});
const source = fc.tuple(texts, usage, usage).map(([text, own, nested]) => ({ ...text, ...own, usage: nested }));
const sources = fc.record({
  end: fc.option(source, { nil: undefined }),
  updates: fc.option(source, { nil: undefined }),
  selected: fc.option(fc.tuple(texts, usage), { nil: undefined }),
  exchange: fc.option(fc.tuple(texts, usage), { nil: undefined }),
  answer: fc.option(fc.tuple(texts, usage), { nil: undefined }),
  several: fc.boolean(),
});

type Sources = typeof sources extends fc.Arbitrary<infer Given> ? Given : never;

const hasTokens = ({ promptTokens, completionTokens }: Members): boolean =>
  promptTokens !== undefined || completionTokens !== undefined;

/** Of each member the first value in a list of sources. */
function firsts(list: readonly (object | undefined)[]): Members {
  return Object.assign({}, ...list.map(shownOf).reverse()) as Members;
}

const shownOf = (each: object | undefined): object => shown((each ?? {}) as Members) as object;

/** What the table above `outcomeOf` says, in other words. */
function expected({ end, updates, selected, exchange, answer, several }: Sources): Members {
  const withoutUsage = (each: object | undefined): object => ({ ...each, usage: undefined });
  const given = [withoutUsage(end), end?.usage, withoutUsage(updates), updates?.usage];
  const chosen = [...given, selected && { response: selected[0].response, ...selected[1] }];
  const isCounted = exchange !== undefined && hasTokens(exchange[1]);
  const known = hasTokens(firsts(chosen));
  const all = [
    ...chosen,
    exchange?.[0],
    known ? undefined : exchange?.[1],
    isCounted || several ? { response: answer?.[0].response } : { ...answer?.[0], ...answer?.[1] },
  ];
  const members = firsts(all);
  return several ? { ...members, promptTokens: undefined, completionTokens: undefined } : members;
}

describe('the outcome of a call', () => {
  it('takes each member from the first source that gives it', () => {
    fc.assert(
      fc.property(sources, (given) => {
        const { end, updates, selected, exchange, answer, several } = given;
        const [text, counts] = selected ?? [];
        const read: ReadResult = {
          selected: selected && { response: text?.response, usage: counts, estimatedCost: undefined },
          answer: answer === undefined ? null : answerOf({ ...answer[0], ...answer[1] }),
        };
        const within = inside(exchange && { ...exchange[0], ...exchange[1] }, {
          hasSeveral: several,
          counts: () => several,
        });
        const { response, model, promptTokens, completionTokens } = membersOf(
          started(),
          ended({ given: end, updates }),
          read,
          within,
        );
        expect(shown({ response, model, promptTokens, completionTokens })).toEqual(shown(expected(given)));
      }),
    );
  });

  it('asks the next source where a value is not valid, and names it', () => {
    const how = ended({ given: { promptTokens: -1 }, updates: { promptTokens: 2, response: 'so far' } });
    const { members, rejected } = outcomeOf(started(), how, { answer: null }, NOTHING_INSIDE);
    const problem = expect.stringMatching(/^promptTokens: not a whole number/);
    expect(rejected).toEqual([{ member: 'promptTokens', problem }]);
    expect(members).toMatchObject({ promptTokens: 2, response: 'so far', metadata: { invalid: [problem] } });
  });

  it('says nothing of values that another replaced', () => {
    const replaced = { response: `with ${SECRET}`, promptTokens: 'many' as never };
    const how = ended({ given: { response: 'clean', promptTokens: 1 }, updates: replaced });
    expect(shown(membersOf(started(), how, { answer: null }, NOTHING_INSIDE))).toEqual({
      response: 'clean',
      promptTokens: 1,
    });
  });

  it('keeps the provider that the start gives, and takes what was asked from the exchange', () => {
    const asked = { provider: 'openai', prompt: 'a question', temperature: 0.5 };
    const outcome = (given: Members): Members => membersOf(started(given), ended({}), { answer: null }, inside(asked));
    expect(outcome({})).toMatchObject(asked);
    expect(outcome({ provider: 'azure' }).provider).toBeUndefined();
  });

  it('of a failure is its error, over what the application gave before', () => {
    const how = ended({ status: LlmCallStatus.ERROR, given: { errorMessage: 'boom' }, updates: { response: 'half' } });
    expect(membersOf(started(), how, { answer: null }, NOTHING_INSIDE)).toMatchObject({
      errorMessage: 'boom',
      response: 'half',
    });
  });

  it('keeps tokens of sound only beside the usage that they are part of', () => {
    const answer = answerOf({ promptTokens: 9, audioPromptTokens: 4 });
    const sound = { audioPromptTokens: 4, audioCompletionTokens: 0 };
    expect(membersOf(started(), ended({}), { answer }, NOTHING_INSIDE).metadata).toEqual(sound);
    const counted = inside({ promptTokens: 9 });
    expect(membersOf(started(), ended({}), { answer }, counted).metadata).toBeUndefined();
  });

  it('is a step where calls were made inside and it uses nothing itself, unless its kind is given', () => {
    const isStep = (given: Members, end: object): boolean =>
      outcomeOf(started(given), ended({ given: end }), { answer: null }, { ...NOTHING_INSIDE, hasCalls: true }).isStep;
    expect(isStep({}, {})).toBe(true);
    expect(isStep({}, { promptTokens: 1 })).toBe(false);
    expect(isStep({ kind: 'agent' }, {})).toBe(false);
  });
});
