import { Injectable, Logger } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { LlmAlertEvent } from './llm-alert-event.js';
import { isOnAlert } from './on-llm-alert.decorator.js';
import type { EventTarget } from './send-event.js';

type Instance = Record<string, (event: LlmAlertEvent) => unknown>;

/** Finds the methods with `@OnLlmAlert()`. */
@Injectable()
export class AlertMethods {
  readonly #logger = new Logger('LlmLogging');
  readonly #scanner = new MetadataScanner();

  constructor(private readonly modules: ModulesContainer) {}

  targets(): EventTarget[] {
    const targets = new Map<string, EventTarget>();
    for (const module of this.modules.values()) {
      for (const wrapper of [...module.providers.values(), ...module.controllers.values()]) {
        const instance = wrapper.instance as Instance | null | undefined;
        const type: unknown = instance?.constructor ?? wrapper.metatype;
        for (const method of this.#methodsOf(type)) {
          const name = `method ${(type as { name: string }).name}.${method}`;
          if (!instance || !wrapper.isDependencyTreeStatic())
            this.#logger.warn(`${name} gets no events: its provider is made for each request.`);
          else targets.set(name, { name, send: async (event) => void (await instance[method]!(event)) });
        }
      }
    }
    return [...targets.values()];
  }

  #methodsOf(metatype: unknown): string[] {
    const prototype = typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
    if (prototype === undefined || prototype === null) return [];
    return this.#scanner.getAllMethodNames(prototype).filter((name) => isOnAlert((prototype as Instance)[name]));
  }
}
