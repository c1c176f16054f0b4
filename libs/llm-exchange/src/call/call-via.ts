/**
 * How a call was noticed: by `@LogLlmCall()`, given to the logger service, seen in an exchange of a `fetch` or of another client, or
 * received from others as OpenTelemetry spans or from LiteLLM.
 */
export const LLM_CALL_VIAS = ['decorator', 'logger', 'fetch', 'client', 'otlp', 'litellm'] as const;

export type LlmCallVia = (typeof LLM_CALL_VIAS)[number];
