import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { bindInstance } from '../context/bound-property.js';
import { CONTEXT_SERVICE } from '../context/llm-context.decorator.js';
import { LlmContextService } from '../context/llm-context.service.js';
import { METHOD_CAPTURE } from './log-llm-call.decorator.js';
import { MethodCapture } from './method-capture.js';

/** Reaches annotated instances that Nest did not make itself: those of `useFactory` and `useValue`. */
@Injectable()
export class InstanceBinder implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly capture: MethodCapture,
    private readonly contexts: LlmContextService,
  ) {}

  onModuleInit(): void {
    for (const module of this.modules.values()) {
      for (const wrapper of [...module.providers.values(), ...module.controllers.values()]) {
        if (wrapper.isDependencyTreeStatic()) this.#bind(wrapper.instance);
      }
    }
  }

  #bind(instance: unknown): void {
    if (typeof instance !== 'object' || instance === null) return;
    try {
      const bound =
        bindInstance(instance, METHOD_CAPTURE, this.capture) && bindInstance(instance, CONTEXT_SERVICE, this.contexts);
      if (!bound)
        new Logger('LlmLogging').warn(
          `Calls of ${instance.constructor.name} are not recorded: the object takes no property.`,
        );
    } catch {
      // A provider that does not let itself be looked at has no annotated methods either.
    }
  }
}
