import { NotFoundException } from '@nestjs/common';
import type { LlmCallRepository } from '../../calls/llm-call.repository.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';

/**
 * A call, where whoever asks may see it.
 * @param companyId the company that the request is limited to; undefined for none.
 * @throws NotFoundException also where another company has it: that it exists is nobody's business.
 */
export async function callWithin(
  companyId: string | undefined,
  repository: LlmCallRepository,
  id: string,
): Promise<LlmCall> {
  const call = await repository.findById(id);
  if (call === null || (companyId !== undefined && call.companyId !== companyId))
    throw new NotFoundException(`There is no call ${id}.`);
  return call;
}
