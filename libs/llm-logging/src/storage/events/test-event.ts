import { randomUUID } from 'node:crypto';
import type { Query } from '../query.js';
import { writeEvent, type EventRow } from './event-rows.js';

/** An event by which people see whether events arrive. */
export async function writeTestEvent(query: Query, schema: string | undefined): Promise<EventRow> {
  const event = await writeEvent(query, schema, {
    key: `test ${randomUUID()}`,
    kind: 'alert',
    name: 'test',
    subject: null,
    value: 1,
    threshold: 0,
    companyId: null,
    windowStart: null,
    windowEnd: null,
  });
  return event!;
}
