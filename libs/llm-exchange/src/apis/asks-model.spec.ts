import { describe, expect, it } from '@jest/globals';
import { asksModel } from './asks-model.js';
import { endpointOf } from './endpoint.js';

const BODY = { model: 'gpt-5', input: 'Hello?', messages: [{ role: 'user', content: 'Hello?' }] };
const GOOGLE = 'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers';

const asks = (address: string): boolean => asksModel(new URL(address), endpointOf(address), BODY);

describe('what counts tokens or moderates', () => {
  it.each([
    'https://api.openai.com/v1/responses/input_tokens',
    'https://api.openai.com/v1/moderations',
    'https://api.anthropic.com/v1/messages/count_tokens',
    `${GOOGLE}/anthropic/models/count-tokens:rawPredict`,
    `${GOOGLE}/google/models/gemini-2.5-flash:countTokens`,
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-opus-5/count-tokens',
    'https://api.mistral.ai/v1/moderations',
  ])('asks no model: %s', (address) => {
    expect(asks(address)).toBe(false);
  });

  it.each([
    'https://api.openai.com/v1/responses',
    'https://api.openai.com/v1/responses/compact',
    'https://api.anthropic.com/v1/messages',
    `${GOOGLE}/anthropic/models/claude-opus-5:rawPredict`,
  ])('and %s does', (address) => {
    expect(asks(address)).toBe(true);
  });
});
