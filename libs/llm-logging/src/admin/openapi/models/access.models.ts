import type { LlmAuditEntry, LlmAuditPage } from '../../audit/llm-audit-log.js';
import type { LlmAdminCapabilities } from '../../access/llm-admin-capabilities.js';
import type { LlmReplay } from '../../calls/llm-replay.js';
import { date, json, listOf, modelOf, nullable, refTo, text, type Answer } from '../schema.js';

const name = nullable(text);

export const LlmCapabilitiesModel = modelOf<LlmAdminCapabilities>(
  'LlmAdminCapabilities',
  'What the request may see and do.',
  {
    version: { ...text, description: 'Of the package' },
    path: { ...text, example: 'admin/llm' },
    companyId: { ...name, description: 'The company that the request is limited to; null for none' },
    payloads: { ...text, enum: ['full', 'masked'], description: '`masked`: every text is null' },
    replay: { type: 'boolean', description: 'Whether calls can be made again' },
    live: { type: 'boolean' },
    timeZone: { ...text, example: 'Europe/Berlin', description: 'Where days begin where a request names no zone' },
  },
);

export const LlmReplayModel = modelOf<LlmReplay>('LlmReplay', 'What came of making a call again.', {
  callId: { ...name, description: "The new call's id, where the application gave it" },
  result: { description: "What the application's handler returned; null for nothing", nullable: true },
});

const LlmAuditEntryModel = modelOf<LlmAuditEntry>(
  'LlmAuditEntry',
  'Who has read a text, or removed or repeated calls.',
  {
    id: text,
    at: date,
    actor: text,
    action: { ...text, example: 'call.read' },
    target: { ...name, description: 'Id of the call, trace, session or user' },
    filters: { ...nullable(json), description: 'What else was said' },
    companyId: { ...name, description: 'The company that the request was limited to' },
  },
);

export const LlmAuditPageModel = modelOf<LlmAuditPage>(
  'LlmAuditPage',
  'Entries of the audit log, newest first.',
  { items: listOf(refTo(LlmAuditEntryModel)), nextCursor: name },
  { uses: [LlmAuditEntryModel] },
);

export const LIVE_ANSWER: Answer = {
  schema: { ...text, description: 'Server-sent events `call` with `{ call, kind }` and `skipped` with `{ calls }`' },
  uses: [],
};
