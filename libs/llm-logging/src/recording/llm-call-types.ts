/**
 * Call types of the application's own. Once it declares some, `@LogLlmCall()` takes these and the well-known ones, and what is
 * misspelt does not compile.
 *
 * @example
 * declare module 'nestjs-llm-logging' {
 *   interface LlmCallTypes {
 *     triage: true;
 *     'triage.step': true;
 *   }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- applications fill it
export interface LlmCallTypes {}
