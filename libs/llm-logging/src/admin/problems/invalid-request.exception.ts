import { BadRequestException, type ValidationError } from '@nestjs/common';
import type { LlmProblemField } from './llm-problem.js';

/** A query or body that validation refuses: each field with what is wrong. */
export class InvalidRequestException extends BadRequestException {
  readonly fields: readonly LlmProblemField[];

  constructor(errors: readonly ValidationError[]) {
    const fields = errors.flatMap((error) => fieldsOf(error));
    super(fields.map(({ message }) => message));
    this.fields = fields;
  }
}

function fieldsOf({ property, constraints = {}, children = [] }: ValidationError, path = ''): LlmProblemField[] {
  const field = path + property;
  const own = Object.values(constraints).map((message) => ({ field, message }));
  return [...own, ...children.flatMap((child) => fieldsOf(child, `${field}.`))];
}
