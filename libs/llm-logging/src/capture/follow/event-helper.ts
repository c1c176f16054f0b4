import type { OpenCall } from '../../recording/open-call.js';
import type { Following } from './following.js';
import { shadow } from './promise.js';
import { dataMember, methodOf } from './untouched.js';

/** The helpers of `openai` and `@anthropic-ai/sdk`: they read the answer themselves, and emit it as events. */
interface EventHelper {
  _emit(event: unknown, ...args: unknown[]): unknown;
  readonly ended: boolean;
}

/** Events that pass on what was received as it is: of Chat Completions, of Responses, of Anthropic's Messages. */
const PIECES: ReadonlySet<unknown> = new Set(['chunk', 'event', 'streamEvent']);

/** Where they keep the whole answers, the last one last. */
const ANSWERS = ['receivedMessages', '_chatCompletions'] as const;

/** Known by what only they have: an `_emit`, a controller, and a getter `ended` that answers from a flag. */
export function isEventHelper(value: object): value is EventHelper {
  return (
    methodOf(value, '_emit') !== undefined &&
    methodOf(value, 'done') !== undefined &&
    dataMember(value, 'controller') instanceof AbortController &&
    'ended' in value
  );
}

/**
 * Watched through the events that it emits anyway. No listener is added: with one, an error would count as handled that the
 * caller does not handle. The call ends with the helper, iterated or not.
 */
export function followEventHelper({ call }: Following, helper: EventHelper): EventHelper {
  call.begin();
  const emit = helper._emit.bind(helper);
  let isPieced = false;
  const see = (event: unknown, value: unknown): void => {
    if (PIECES.has(event)) {
      isPieced = true;
      call.chunk(value);
    } else if (event === 'error' || event === 'abort') call.fail(value);
    else if (event === 'end') end(call, helper, isPieced);
  };
  shadow(helper, '_emit', (event: unknown, ...args: unknown[]) => {
    see(event, args[0]);
    return emit(event, ...args);
  });
  if (helper.ended) end(call, helper, isPieced);
  return helper;
}

function end(call: OpenCall, helper: EventHelper, isPieced: boolean): void {
  if (isPieced) return call.end();
  const answers = ANSWERS.map((name) => dataMember(helper, name)).find((list) => Array.isArray(list));
  call.succeed(answers?.at(-1));
}
