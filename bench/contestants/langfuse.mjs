import { LangfuseSpanProcessor } from '@langfuse/otel';
import { startObservation } from '@langfuse/tracing';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export async function open({ sinkUrl }) {
  const processor = new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: sinkUrl });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
  return {
    // Told as much of a call as the others are.
    start: ({ callType, provider, model, prompt, userId, companyId, traceId, tags }) =>
      startObservation(
        `${tags[0]}-generation`,
        { model, input: prompt, metadata: { callType, provider, userId, companyId, traceId } },
        { asType: 'generation' },
      ),
    complete: (generation, { response, promptTokens, completionTokens }) =>
      void generation
        .update({ output: response, usageDetails: { input: promptTokens, output: completionTokens } })
        .end(),
    commit: () => processor.forceFlush(),
    close: () => processor.shutdown(),
  };
}
