import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { CallKindName } from '../call/call-kind.js';
import type { CallTypeName } from '../call/call-type.js';
import { bindProperty, boundProperty } from '../context/bound-property.js';
import { methodName, wrapMethod } from '../context/wrapped-method.js';
import type { ResultSelectors } from './call-reading.js';
import { waitsOf, type Waits } from './gated-calls.js';
import { MethodCapture, type ToldCall } from './method-capture.js';
import { selected, type Rejected } from './selectors.js';

/** Property through which an instance finds its application's {@link MethodCapture}. */
export const METHOD_CAPTURE = Symbol('MethodCapture');

/** What `@LogLlmCall()` knows of the calls of its method. Functions get the method's arguments, or what it returned. */
export interface LogLlmCallOptions<
  Args extends unknown[] = unknown[],
  Result = unknown,
> extends ResultSelectors<Result> {
  /** Default `other`. */
  callType?: CallTypeName;
  /** Default: `call`, or `step` where several calls were made in it and it has neither tokens nor cost itself. */
  kind?: CallKindName;
  /** What is done. Default: class and method, such as `ChatService.reply`. */
  name?: string;
  /** Which prompt this is. */
  promptName?: string | ((args: Args) => unknown);
  /** Of `promptName`. */
  promptVersion?: string | ((args: Args) => unknown);
  provider?: string;
  /** Default: the one that the result names. */
  model?: string;
  prompt?: (args: Args) => unknown;
  systemPrompt?: string | ((args: Args) => unknown);
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>> | ((args: Args) => Record<string, unknown>);
  /** `true`: no text of the method's calls is stored: only numbers, names, tags and metadata. */
  redact?: boolean;
}

/**
 * Records each call of the method as one LLM call, and the calls made inside it as its children. The caller gets just what the
 * method returns: promises, SDK promises, observables, async iterables and streams are followed to their end. On
 * an instance without the module the method runs plainly.
 *
 * @example
 * `@LogLlmCall({ callType: LlmCallType.CHAT, model: 'gpt-4o', prompt: ([message]) => message })`
 */
export function LogLlmCall<Args extends unknown[] = unknown[], Result = unknown>(
  options: LogLlmCallOptions<Args, Result> = {},
): (target: object, key: string | symbol, descriptor: PropertyDescriptor) => PropertyDescriptor {
  return (target, key, descriptor) => {
    const method = methodName(target, key);
    let warned = false;
    let waits: Waits | undefined;
    const warnOnce = (): void => {
      if (warned) return;
      warned = true;
      new Logger('LlmLogging').warn(
        `${method} is not recorded: its instance was not made by an application that imports LlmLoggingModule.`,
      );
    };
    bindProperty(target, METHOD_CAPTURE, MethodCapture);
    return wrapMethod('LogLlmCall', descriptor, (original, self, args) => {
      const work = (): unknown => Reflect.apply(original, self, args);
      const capture = boundProperty<MethodCapture>(self, METHOD_CAPTURE);
      if (capture === undefined) {
        warnOnce();
        return work();
      }
      return capture.capture(
        () => toldBy(options as unknown as LogLlmCallOptions, args, method),
        options as ResultSelectors,
        work,
        (waits ??= waitsOf(original, Reflect.getMetadata('design:returntype', target, key))),
      );
    });
  };
}

function toldBy(options: LogLlmCallOptions, args: unknown[], method: string): ToldCall {
  const rejected: Rejected[] = [];
  const read = (member: string, source: unknown): unknown => {
    if (typeof source !== 'function') return source;
    return selected(
      member,
      () => (source as (args: unknown[]) => unknown)(args),
      (name, problem) => rejected.push({ member: name, problem }),
    );
  };
  const { callType, kind, name = method, provider, model, tags, redact } = options;
  const prompt = read('prompt', options.prompt) as string;
  const systemPrompt = read('systemPrompt', options.systemPrompt) as string;
  const promptName = read('promptName', options.promptName) as string;
  const promptVersion = read('promptVersion', options.promptVersion) as string;
  const metadata = read('metadata', options.metadata) as Record<string, unknown> | undefined;
  const said = { callType, kind, name, provider, model, tags, redact, promptName, promptVersion };
  return { call: { ...said, prompt, systemPrompt, metadata }, rejected, method, via: 'decorator' };
}
