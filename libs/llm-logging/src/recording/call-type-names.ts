/* eslint-disable @typescript-eslint/no-redundant-type-constituents -- what applications declare is `never` until one does */
import type { LlmCallType } from 'llm-exchange/call';
import type { LlmCallTypes } from './llm-call-types.js';

/** `chat`, `rag_query` … or an application's own name: lower-case letters, digits, `_`, `.` and `-`, at most 64 of them. */
export type CallTypeName = LlmCallType | `${LlmCallType}` | DeclaredCallType | (string & {});

type DeclaredCallType = keyof LlmCallTypes & string;

type Character =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's')
  | ('t' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9')
  | ('_' | '.' | '-');

/** Whether all characters are those that `isCallType` takes. */
type IsWellFormed<Name extends string> = Name extends `${Character}${infer Rest}`
  ? Rest extends ''
    ? true
    : IsWellFormed<Rest>
  : false;

/**
 * `Name` itself where it may be a call type, `never` where that is known to be wrong: it has characters that are not taken, or the
 * application declares its own {@link LlmCallTypes}, and it is none of them.
 */
export type CheckedCallType<Name extends string> = string extends Name
  ? Name
  : Name extends LlmCallType | `${LlmCallType}` | DeclaredCallType
    ? Name
    : [DeclaredCallType] extends [never]
      ? IsWellFormed<Name> extends true
        ? Name
        : never
      : never;
