import { LlmCallType, LogLlmCall } from 'nestjs-llm-logging';

declare module 'nestjs-llm-logging' {
  interface LlmCallTypes {
    triage: true;
    'triage.step': true;
  }
}

class Service {
  @LogLlmCall({ callType: 'triage.step' })
  own() {}

  @LogLlmCall('triage')
  preset() {}

  @LogLlmCall({ callType: LlmCallType.CHAT })
  wellKnown() {}

  @LogLlmCall('rag_query')
  wellKnownName() {}

  // @ts-expect-error misspelt
  @LogLlmCall({ callType: 'traige' })
  misspelt() {}

  // @ts-expect-error misspelt
  @LogLlmCall('triage.stepp')
  misspeltPreset() {}
}
