import { expect, it } from '@jest/globals';
import { traceSubject } from './trace-subject.js';

const call = (members: object) => ({
  call: {
    callType: 'chat',
    name: null,
    prompt: null,
    userId: null,
    companyId: null,
    sessionId: null,
    origin: null,
    release: null,
    startedAt: '2026-11-29T12:00:00Z',
    ...members,
  },
  children: [],
});

it('is called by its question, with who asked it and what set it off', () => {
  const root = {
    ...call({ callType: 'rag_query', origin: 'POST /rag/ask' }),
    children: [call({ prompt: 'What do\nreviews say?', userId: 'u1' }), call({ prompt: 'Another', release: '1.4.0' })],
  };
  expect(traceSubject(root)).toMatchObject({
    title: 'What do reviews say?',
    userId: 'u1',
    origin: 'POST /rag/ask',
    release: '1.4.0',
    companyId: null,
  });
});

it('is called by what was done where nobody may read the question', () => {
  expect(traceSubject(call({ name: 'RagService.ask' })).title).toBe('RagService.ask');
  expect(traceSubject(call({})).title).toBe('chat');
  expect(traceSubject({ call: null, children: [] }).title).toBe('Trace');
});

it('has a title that fits, cut between words', () => {
  const { title } = traceSubject(call({ prompt: 'word '.repeat(100) }));
  expect(title.length).toBeLessThanOrEqual(121);
  expect(title).toMatch(/word…$/);
});
