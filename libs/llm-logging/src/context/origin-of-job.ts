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

/** By the method that stands on the instance: decorators above its wrapping have noted there what they have to say. */
const known = new WeakMap<object, JobOrigin | null>();

/**
 * What decorators say of an instance's method: `cron SentimentService.run`, `event order.created`, `bullmq reviews`. Undefined where they say
 * nothing. Read once for each method.
 */
export function originOfJob(instance: object | undefined, key: string | symbol): JobOrigin | undefined {
  try {
    const method = (instance as Record<string | symbol, unknown> | undefined)?.[key];
    if (instance === undefined || typeof method !== 'function') return undefined;
    const remembered = known.get(method);
    if (remembered !== undefined) return remembered ?? undefined;
    const found = readOrigin(instance.constructor, key, method);
    known.set(method, found ?? null);
    return found;
  } catch {
    return undefined;
  }
}

function readOrigin(type: object & { name?: string }, key: string | symbol, method: object): JobOrigin | undefined {
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

function queueOf(processor: unknown): string | undefined {
  const name = (processor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
