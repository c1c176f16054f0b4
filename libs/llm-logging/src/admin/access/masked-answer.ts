import { StreamableFile } from '@nestjs/common';
import { TEXT_MEMBERS } from 'llm-exchange/call';

/** Members of answers in which texts stand: those of calls, what an error rate quotes, what an auditor was looking for. */
const HIDDEN: ReadonlySet<string> = new Set([...TEXT_MEMBERS, 'filters']);

/** An answer with null for every text in it, wherever that stands: also in answers of routes yet to come. */
export function maskedAnswer(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(maskedAnswer);
  if (!isStructure(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (HIDDEN.has(name)) return [name, null];
      return [name, name === 'messages' ? [] : maskedAnswer(value)];
    }),
  );
}

/** Rows and plain objects; not dates, nor files, which are made without texts. */
function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof StreamableFile);
}
