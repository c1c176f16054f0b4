import type { LlmProblem, LlmProblemField } from '../../problems/llm-problem.js';
import { count, listOf, modelOf, refTo, text } from '../schema.js';

const LlmProblemFieldModel = modelOf<LlmProblemField>('LlmProblemField', 'A field of a query or body that is wrong.', {
  field: { ...text, example: 'limit' },
  message: { ...text, example: 'limit must not be less than 1' },
});

export const LlmProblemModel = modelOf<LlmProblem>(
  'LlmProblem',
  'An error, as RFC 9457 has it.',
  {
    type: { ...text, format: 'uri', example: 'urn:nestjs-llm-logging:problem:invalid-request' },
    title: { ...text, example: 'Invalid request' },
    status: { ...count, description: 'HTTP status', example: 400 },
    detail: { ...text, example: 'limit must not be less than 1' },
    instance: { ...text, description: 'Path of the request', example: '/admin/llm/calls' },
    errors: listOf(refTo(LlmProblemFieldModel)),
  },
  { optional: ['errors'], uses: [LlmProblemFieldModel] },
);
