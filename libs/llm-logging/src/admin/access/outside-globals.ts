import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExecutionContext, Type } from '@nestjs/common';
import type { ApplicationConfig, Enhancer, ScopedEnhancer } from '../requests/application-config.js';

/** On controllers that stand outside of what the application has for all its routes. */
const OUTSIDE_GLOBALS = Symbol('OutsideGlobals');

/** Whether the route that runs now stands outside. Pipes cannot know otherwise: they are not given whose parameter they get. */
const outside = new AsyncLocalStorage<true>();

/** Marks a controller: see {@link standOutside}. */
export function markOutside(controller: Type): void {
  Reflect.defineMetadata(OUTSIDE_GLOBALS, true, controller);
}

/** Runs the work of a route that stands outside: pipes of the application leave its parameters alone. */
export function runOutside<T>(host: ExecutionContext, work: () => T): T {
  return isOutside(host) ? outside.run(true, work) : work();
}

/**
 * Has the guards, interceptors and pipes that an application sets for all its routes pass marked controllers by. NestJS knows no
 * such exception, so they are handed to it with one. Filters need none: those of a controller come first.
 *
 * @param keeps the interceptor of the log's own.
 */
export function standOutside(config: ApplicationConfig | undefined, keeps: (enhancer: object) => boolean): void {
  if (config === undefined) return;
  const guards = passing<[ExecutionContext]>('canActivate', keeps, isOutside, () => true);
  const interceptors = passing<[ExecutionContext, { handle(): unknown }]>(
    'intercept',
    keeps,
    isOutside,
    (_host, next) => next.handle(),
  );
  const pipes = passing<[unknown]>('transform', keeps, isParameterOutside, (value) => value);
  replace(config, 'getGlobalGuards', 'getGlobalRequestGuards', guards);
  replace(config, 'getGlobalInterceptors', 'getGlobalRequestInterceptors', interceptors);
  replace(config, 'getGlobalPipes', 'getGlobalRequestPipes', pipes);
}

function isParameterOutside(): boolean {
  return outside.getStore() === true;
}

function isOutside(host: ExecutionContext): boolean {
  const controller = host.getClass() as Type | null | undefined;
  return typeof controller === 'function' && Reflect.hasMetadata(OUTSIDE_GLOBALS, controller);
}

/** The same guard, interceptor or pipe, once for each: it is `instanceof` what it was. */
function passing<Args extends unknown[]>(
  method: string,
  keeps: (enhancer: object) => boolean,
  passes: (...args: Args) => boolean,
  instead: (...args: Args) => unknown,
): (enhancer: Enhancer) => Enhancer {
  const known = new WeakMap<Enhancer, Enhancer>();
  return (enhancer) => {
    const original = enhancer[method];
    // A class that NestJS has yet to make an instance of, or nothing that it could use.
    if (typeof enhancer !== 'object' || typeof original !== 'function' || keeps(enhancer)) return enhancer;
    let stand = known.get(enhancer);
    if (stand === undefined) {
      const value = (...args: Args): unknown =>
        passes(...args) ? instead(...args) : (original as (...args: Args) => unknown).apply(enhancer, args);
      stand = Object.create(enhancer, { [method]: { value } }) as Enhancer;
      known.set(enhancer, stand);
    }
    return stand;
  };
}

type Getter = Extract<keyof ApplicationConfig, `getGlobal${string}s`>;

function replace(
  config: ApplicationConfig,
  all: Exclude<Getter, `getGlobalRequest${string}`>,
  scoped: Extract<Getter, `getGlobalRequest${string}`>,
  standIn: (enhancer: Enhancer) => Enhancer,
): void {
  const [getAll, getScoped] = [config[all]?.bind(config), config[scoped]?.bind(config)];
  if (getAll !== undefined) config[all] = () => getAll().map(standIn);
  if (getScoped !== undefined) config[scoped] = () => getScoped().map((wrapper) => scopedStandIn(wrapper, standIn));
}

/** Of request-scoped ones there is an instance a request. */
function scopedStandIn(wrapper: ScopedEnhancer, standIn: (enhancer: Enhancer) => Enhancer): ScopedEnhancer {
  const value = (
    ...args: Parameters<ScopedEnhancer['getInstanceByContextId']>
  ): { instance?: Enhancer } | undefined => {
    const host = wrapper.getInstanceByContextId(...args);
    return host?.instance === undefined || host.instance === null
      ? host
      : { ...host, instance: standIn(host.instance) };
  };
  return Object.create(wrapper, { getInstanceByContextId: { value } }) as ScopedEnhancer;
}
