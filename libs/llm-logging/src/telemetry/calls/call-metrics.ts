import type { Attributes, Counter, Histogram, MeterProvider } from '@opentelemetry/api';
import { LlmCallKind, type LlmCallRecord } from 'llm-exchange/call';
import { defined, errorTypeOf, operationOf } from './call-attributes.js';
import { OWN_SCOPE } from './instrumented-span.js';

/** As the conventions have them. */
const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, power) => 4 ** power);
const SECONDS_BUCKETS = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power);

interface Instruments {
  readonly tokens: Histogram;
  readonly duration: Histogram;
  readonly cost: Counter;
}

/**
 * Tokens, durations and costs of calls of models as metrics of OpenTelemetry. Counts differ by operation, provider and model,
 * never by user, company or session.
 */
export class CallMetrics {
  #provider: MeterProvider | undefined;
  #instruments: Instruments | undefined;

  constructor(private readonly api: typeof import('@opentelemetry/api')) {}

  count(record: Readonly<LlmCallRecord>): void {
    if ((record.kind ?? LlmCallKind.CALL) !== LlmCallKind.CALL) return;
    const { tokens, duration, cost } = this.#current();
    const attributes = attributesOf(record);
    const count = (type: 'input' | 'output', value: number | undefined): void => {
      if (value !== undefined) tokens.record(value, { ...attributes, 'gen_ai.token.type': type });
    };
    count('input', record.promptTokens);
    count('output', record.completionTokens);
    if (record.estimatedCost !== undefined) cost.add(record.estimatedCost, attributes);
    if (record.latencyMs !== undefined)
      duration.record(record.latencyMs / 1_000, defined({ ...attributes, 'error.type': errorTypeOf(record) }));
  }

  /** An application may have its provider of metrics after the log. */
  #current(): Instruments {
    const provider = this.api.metrics.getMeterProvider();
    if (this.#instruments !== undefined && provider === this.#provider) return this.#instruments;
    this.#provider = provider;
    return (this.#instruments = instrumentsOf(provider));
  }
}

function instrumentsOf(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(OWN_SCOPE);
  return {
    tokens: meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      description: 'Number of input and output tokens used',
      advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
    }),
    duration: meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      description: 'GenAI operation duration',
      advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
    }),
    cost: meter.createCounter('llm_logging.cost', { unit: 'USD', description: 'What calls of models cost' }),
  };
}

function attributesOf(record: Readonly<LlmCallRecord>): Attributes {
  return defined({
    'gen_ai.operation.name': operationOf(record),
    'gen_ai.provider.name': record.provider,
    'gen_ai.request.model': record.requestModel ?? record.model,
    'gen_ai.response.model': record.model,
  });
}
