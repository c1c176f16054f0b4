import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { CallKindName } from 'llm-exchange/call';
import type { CallTypeName, CheckedCallType } from '../recording/call-type-names.js';
import { bindProperty, boundProperty } from '../context/bound-property.js';
import { methodName, wrapMethod } from '../context/wrapped-method.js';
import type { ResultSelectors } from '../recording/result-selectors.js';
import { waitsOf, type Waits } from './gated-calls.js';
import type { SelectedResult, Selector } from '../recording/selector-types.js';
import { MethodCapture, type DescribedCall } from './method-capture.js';
import { selected, type Rejected } from '../recording/selectors.js';

/** Property through which an instance finds its application's {@link MethodCapture}. */
export const METHOD_CAPTURE = Symbol('MethodCapture');

/** What `@LogLlmCall()` knows of the calls of its method, besides their type. Functions get the method's arguments, or what it returned. */
export interface LogLlmCallDetails<
  Args extends unknown[] = unknown[],
  Result = unknown,
> extends ResultSelectors<Result> {
  /** Default: `call`, or `step` where several calls were made in it and it has neither tokens nor cost itself. */
  kind?: CallKindName;
  /** What is done. Default: class and method, such as `ChatService.reply`. */
  name?: string;
  /** Which prompt this is. */
  promptName?: string | Selector<Args, unknown>;
  /** Of `promptName`. */
  promptVersion?: string | Selector<Args, unknown>;
  provider?: string;
  /** Default: the one that the result names. */
  model?: string;
  prompt?: Selector<Args, unknown>;
  systemPrompt?: string | Selector<Args, unknown>;
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>> | Selector<Args, Record<string, unknown>>;
  /** `true`: no text of the method's calls is stored: only numbers, names, tags and metadata. */
  redact?: boolean;
}

/** The same with the calls' type. */
export interface LogLlmCallOptions<
  Args extends unknown[] = unknown[],
  Result = unknown,
  CallType extends string = CallTypeName,
> extends LogLlmCallDetails<Args, Result> {
  /** Default `other`. */
  callType?: CallType;
}

/** What the decorator is put on; on a method of other arguments or results than its selectors expect it does not compile. */
interface AnnotatedMethod<Args extends unknown[], Result> {
  value?(...args: Args): Result | PromiseLike<Result>;
}

type MethodAnnotation<Args extends unknown[], Result> = (
  target: object,
  key: string | symbol,
  // A selector may name fewer arguments than there are.
  descriptor: AnnotatedMethod<Args, Result> | AnnotatedMethod<[...Args, ...never[]], Result>,
) => PropertyDescriptor;

/**
 * Records each call of the method as one LLM call, and the calls made inside it as its children. The caller gets just what the
 * method returns: promises, SDK promises, observables, async iterables and streams are followed to their end. On
 * an instance without the module the method runs plainly. Selectors have the types of the method's arguments and result.
 *
 * @example
 * `@LogLlmCall({ callType: LlmCallType.CHAT, model: 'gpt-4o', prompt: ([message]) => message })`
 * @example
 * `@LogLlmCall('chat')`, `@LogLlmCall('chat', { prompt: ([message]) => message })`
 */
export function LogLlmCall<Args extends unknown[] = unknown[], Result = unknown, CallType extends string = string>(
  callType: CheckedCallType<CallType>,
  details?: LogLlmCallDetails<Args, SelectedResult<Result>>,
): MethodAnnotation<Args, Result>;
export function LogLlmCall<Args extends unknown[] = unknown[], Result = unknown, CallType extends string = string>(
  options?: LogLlmCallOptions<Args, SelectedResult<Result>, CheckedCallType<CallType>>,
): MethodAnnotation<Args, Result>;
export function LogLlmCall(
  given: string | LogLlmCallOptions = {},
  details?: LogLlmCallDetails,
): MethodAnnotation<unknown[], unknown> {
  const options: LogLlmCallOptions = typeof given === 'string' ? { ...details, callType: given } : given;
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
        () => {
          const said = describedBy(options, args, method);
          return { ...said, call: { ...said.call, origin: capture.originOf(self, key, args) } };
        },
        options,
        work,
        (waits ??= waitsOf(original, Reflect.getMetadata('design:returntype', target, key))),
      );
    });
  };
}

function describedBy(options: LogLlmCallOptions, args: unknown[], method: string): DescribedCall {
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
