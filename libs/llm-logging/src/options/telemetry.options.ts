import type { MembersOf } from './schema/option.js';
import { section } from './schema/section.js';
import { flag, oneOf, withDefault } from './schema/values.js';

/** Calls as spans and metrics of OpenTelemetry, where the application has its SDK; needs `@opentelemetry/api`. */
export interface TelemetryOptions {
  /**
   * `auto`: a call inside a span that an instrumentation has opened for it puts its id and cost there; any other gets a span of its own. `off`:
   * no span is made or changed.
   * @default `auto`
   */
  spans?: 'auto' | 'off';
  /**
   * `true`: `gen_ai.client.token.usage`, `gen_ai.client.operation.duration` and `llm_logging.cost`. Leave it out where an instrumentation sends
   * the first two.
   * @default `false`
   */
  metrics?: boolean;
  /**
   * `true`: prompts, answers and error messages, redacted as in the rows, go onto spans of the log's own.
   * @default `false`
   */
  content?: boolean;
}

export const telemetryOptions = section({
  spans: withDefault(oneOf('auto', 'off'), 'auto'),
  metrics: flag(false),
  content: flag(false),
} satisfies MembersOf<TelemetryOptions>);
