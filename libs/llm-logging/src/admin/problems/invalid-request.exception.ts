import { BadRequestException } from '@nestjs/common';
import type { LlmProblemField } from './llm-problem.js';

/** A path, query or body that is refused: each field with what is wrong. */
export class InvalidRequestException extends BadRequestException {
  constructor(readonly fields: readonly LlmProblemField[]) {
    super(fields.map(({ message }) => message));
  }
}
