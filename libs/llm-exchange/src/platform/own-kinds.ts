import { nodeModule } from './node.js';

const types = nodeModule('node:util')?.types;

/** Whether reading a member of it could run the application's code. Browsers can't say: there nothing of an application is read. */
export const isProxy = (value: unknown): boolean => types?.isProxy(value) ?? false;

export const isPromise = (value: unknown): value is Promise<unknown> =>
  types?.isPromise(value) ?? value instanceof Promise;

export const isDate = (value: unknown): value is Date => types?.isDate(value) ?? value instanceof Date;

export const isArrayBuffer = (value: unknown): value is ArrayBufferLike =>
  types?.isAnyArrayBuffer(value) ?? value instanceof ArrayBuffer;
