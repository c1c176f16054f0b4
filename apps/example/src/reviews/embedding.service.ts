import { Injectable } from '@nestjs/common';
import { LogLlmCall } from 'nestjs-llm-logging';
import { type Embeddings, LlmClient } from '../llm/llm-client.js';

@Injectable()
export class EmbeddingService {
  constructor(private readonly llm: LlmClient) {}

  @LogLlmCall('embedding', {
    prompt: ([texts]) => texts.join('\n'),
    metadata: ([texts]) => ({ texts: texts.length }),
  })
  embed(texts: readonly string[]): Promise<Embeddings> {
    return this.llm.embed(texts);
  }
}
