import { Injectable } from '@nestjs/common';
import { LlmCallType, LogLlmCall } from 'nestjs-llm-logging';
import { type Embeddings, LlmClient } from '../llm/llm-client.js';

@Injectable()
export class EmbeddingService {
  constructor(private readonly llm: LlmClient) {}

  @LogLlmCall({
    callType: LlmCallType.EMBEDDING,
    provider: 'openai',
    prompt: ([texts]: [string[]]) => texts.join('\n'),
    metadata: ([texts]: [string[]]) => ({ texts: texts.length }),
  })
  embed(texts: readonly string[]): Promise<Embeddings> {
    return this.llm.embed(texts);
  }
}
