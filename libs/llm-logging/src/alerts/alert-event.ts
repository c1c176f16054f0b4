import type { EventRow } from '../storage/events/event-rows.js';
import type { LlmAlertEvent } from './llm-alert-event.js';

/** An event as it is handed out. */
export function alertEvent(row: EventRow, dashboardUrl: string | undefined): LlmAlertEvent {
  const { id, kind, name, subject, value, threshold, windowStart, windowEnd, at } = row;
  return {
    id,
    kind,
    name,
    subject,
    value,
    threshold,
    at,
    window: { start: windowStart, end: windowEnd },
    link: dashboardUrl === undefined ? null : `${dashboardUrl.replace(/\/+$/, '')}/#/events/${id}`,
  };
}
