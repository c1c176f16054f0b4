import type { ValidationError } from '@nestjs/common';
import type { LlmProblemField } from './llm-problem.js';

/** Each field that validation refuses, with what is wrong. */
export function fieldsOf({ property, constraints = {}, children = [] }: ValidationError, path = ''): LlmProblemField[] {
  const field = path + property;
  const own = Object.values(constraints).map((message) => ({ field, message }));
  return [...own, ...children.flatMap((child) => fieldsOf(child, `${field}.`))];
}
