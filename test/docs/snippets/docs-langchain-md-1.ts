import { ChatOpenAI } from '@langchain/openai';
import { Injectable } from '@nestjs/common';
import { LlmLoggerService } from 'nestjs-llm-logging';

@Injectable()
export class AnswerService {
  private readonly model = new ChatOpenAI({ model: 'gpt-4o-mini' });

  constructor(private readonly logger: LlmLoggerService) {}

  answer(question: string) {
    return this.logger.logCall({ callType: 'rag_query', prompt: question }, async (call) => {
      const draft = await this.model.invoke(`Answer: ${question}`);
      const checked = await this.model.invoke(`Is this right? ${draft.text}`);
      call.update({ response: draft.text, metadata: { checked: checked.text } });
      return draft.text;
    });
  }
}

export {};
