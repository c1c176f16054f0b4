import { UnprocessableEntityException } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { type LlmCall, LlmLoggerService } from 'nestjs-llm-logging';
import { answerOf, type ChatMessage, LlmClient } from './llm-client.js';

/** Asks once more what was asked in a call; the new call's metadata says whose repetition it is. */
export async function askAgain(
  { id, callType, systemPrompt, prompt }: LlmCall,
  _request: unknown,
  services: ModuleRef,
): Promise<{ callId: string; answer: string }> {
  if (prompt === null || callType === 'embedding')
    throw new UnprocessableEntityException('Only what was asked in words can be asked again.');
  const llm = services.get(LlmClient, { strict: false });
  const logger = services.get(LlmLoggerService, { strict: false });
  const system: ChatMessage[] = systemPrompt === null ? [] : [{ role: 'system', content: systemPrompt }];
  let callId = '';
  const completion = await logger.logCall(
    {
      callType,
      provider: 'openai',
      systemPrompt: systemPrompt ?? undefined,
      prompt,
      tags: ['replay'],
      metadata: { replayOf: id },
    },
    (call) => {
      callId = call.id;
      return llm.chat([...system, { role: 'user', content: prompt }]);
    },
  );
  // So that whoever asked for it can open it at once.
  await logger.flush();
  return { callId, answer: answerOf(completion) };
}
