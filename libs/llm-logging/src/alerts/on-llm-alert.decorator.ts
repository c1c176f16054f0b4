import 'reflect-metadata';

const ON_ALERT = Symbol('OnLlmAlert');

/**
 * Calls the method of a provider with each {@link LlmAlertEvent}: the way to the application's own mail or pager. It is called again later, for a day,
 * where it throws or its promise is rejected, and it may be called twice with the same `id` where a process dies.
 *
 * @example
 * `@OnLlmAlert() async page(event: LlmAlertEvent) { … }`
 */
export function OnLlmAlert(): MethodDecorator {
  return (_target, _name, descriptor) => Reflect.defineMetadata(ON_ALERT, true, descriptor.value as object);
}

export function isOnAlert(method: unknown): boolean {
  return typeof method === 'function' && Reflect.hasMetadata(ON_ALERT, method);
}
