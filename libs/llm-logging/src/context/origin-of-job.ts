import { types } from 'node:util';
import { ownData } from 'llm-exchange/reading';

/** Under these keys `@nestjs/schedule`, `@nestjs/event-emitter`, `@nestjs/bullmq` and `@nestjs/bull` note what runs a method. */
const SCHEDULER_TYPE = 'SCHEDULER_TYPE';
const SCHEDULES: Readonly<Record<number, string>> = { 1: 'cron', 2: 'timeout', 3: 'interval' };
const EVENT_LISTENER = 'EVENT_LISTENER_METADATA';
const BULLMQ_PROCESSOR = 'bullmq:processor_metadata';
const BULL_QUEUE = 'bull:module_queue';
const BULL_PROCESS = 'bull:module_queue_process';

const MAX_LENGTH = 512;

/** What runs a method that no request reaches. */
export interface JobOrigin {
  readonly origin: string;
  /** Whether it counts also inside of a request: an event is what set its handler off, whoever emitted it. */
  readonly isNearer: boolean;
}

type Method = string | symbol;

/** By class and method: subclasses that share a method may be of different queues. */
const known = new WeakMap<object, Map<Method, JobOrigin | undefined>>();

/**
 * What decorators say of an instance's method, read once for each: `cron SentimentService.run`, `event order.created`, `bullmq reviews`; where
 * they say nothing, the queue of the job that the method is called with, as a worker without decorators does. Undefined for anything else.
 */
export function originOfJob(
  instance: object | undefined,
  key: Method,
  args: readonly unknown[] = [],
): JobOrigin | undefined {
  try {
    return (instance && originOfMethod(instance, key)) ?? originOfArgument(args[0]);
  } catch {
    return undefined;
  }
}

function originOfMethod(instance: object, key: Method): JobOrigin | undefined {
  const type = instance.constructor;
  let methods = known.get(type);
  if (methods === undefined) known.set(type, (methods = new Map<Method, JobOrigin | undefined>()));
  if (!methods.has(key)) {
    const method = (instance as Record<Method, unknown>)[key];
    methods.set(key, typeof method === 'function' ? readOrigin(type, key, method) : undefined);
  }
  return methods.get(key);
}

/** A job has its queue, or, in a process of its own, the name of it. Of what is the application's only own data is read. */
function originOfArgument(argument: unknown): JobOrigin | undefined {
  if (typeof argument !== 'object' || argument === null || types.isProxy(argument)) return undefined;
  if (!Object.hasOwn(argument, 'data')) return undefined;
  const { queueName, queueQualifiedName, attemptsMade, queue } = ownData(argument) as OwnOfJob;
  const named = queueOf({ name: queueName });
  if (named !== undefined) return jobOrigin(`bullmq ${named}`);
  const name = attemptsMade === undefined ? undefined : queueOf(queue);
  if (name === undefined) return undefined;
  return jobOrigin(`${queueQualifiedName === undefined ? 'bull' : 'bullmq'} ${name}`);
}

/** What a job of BullMQ or Bull holds itself; the qualified name is BullMQ's alone. */
type OwnOfJob = Readonly<Record<'queueName' | 'queueQualifiedName' | 'attemptsMade' | 'queue', unknown>>;

function readOrigin(type: object & { name?: string }, key: Method, method: object): JobOrigin | undefined {
  const schedule = SCHEDULES[Reflect.getMetadata(SCHEDULER_TYPE, method) as number];
  if (schedule !== undefined) return jobOrigin(`${schedule} ${type.name}.${String(key)}`);
  const event = eventOf(Reflect.getMetadata(EVENT_LISTENER, method));
  if (event !== undefined) return jobOrigin(`event ${event}`, true);
  const bullmq = queueOf(Reflect.getMetadata(BULLMQ_PROCESSOR, type));
  if (bullmq !== undefined && key === 'process') return jobOrigin(`bullmq ${bullmq}`);
  const bull = queueOf(Reflect.getMetadata(BULL_QUEUE, type));
  if (bull !== undefined && Reflect.hasMetadata(BULL_PROCESS, method)) return jobOrigin(`bull ${bull}`);
  return undefined;
}

function jobOrigin(origin: string, isNearer = false): JobOrigin {
  return { origin: origin.slice(0, MAX_LENGTH), isNearer };
}

/** A method may listen to several events: the first names it. */
function eventOf(listeners: unknown): string | undefined {
  const [listener] = [listeners].flat() as ({ event?: unknown } | undefined)[];
  const event: unknown = [listener?.event].flat()[0];
  if (typeof event === 'symbol') return event.description;
  return typeof event === 'string' && event !== '' ? event : undefined;
}

/** The name of a queue or of what a processor is for. */
function queueOf(named: unknown): string | undefined {
  const name = (named as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
