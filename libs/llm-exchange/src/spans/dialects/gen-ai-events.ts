import { isObject, object, type Json } from '../../reading/json-reading.js';
import type { Span } from '../span.js';

/** Of the event that stands for the whole operation, or of two: one for what was asked, one for the answer. */
export function detailOf({ events }: Span, attribute: string): unknown {
  const details = events.filter(({ name }) => name === 'gen_ai.client.inference.operation.details');
  return details.map(({ attributes }) => attributes.json(attribute)).find((value) => value !== undefined);
}

const ROLES: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};

/** A turn is an event of the span, with its content as attributes or as the JSON of one. */
export function eventMessages({ events }: Span): Json[] {
  return events.flatMap(({ name, attributes }) => {
    const role = ROLES[name];
    if (role === undefined) return [];
    const body = attributes.json('gen_ai.event.content', 'event_body');
    if (isObject(body)) return [{ role, ...body }];
    return [{ role, content: attributes.json('content', 'gen_ai.event.content') ?? '' }];
  });
}

/** All that was asked, or answered, in one event of the name. */
export function contentEvent({ events }: Span, name: string, attribute: string): unknown {
  return events.find((event) => event.name === name)?.attributes.json(attribute);
}

/** Answers that are events of the span, each with one choice. */
export function choiceEvents({ events }: Span): Json[] | undefined {
  const choices = events.filter(({ name }) => name === 'gen_ai.choice').map(({ attributes }) => choiceOf(attributes));
  return choices.length === 0 ? undefined : choices;
}

function choiceOf(attributes: Span['attributes']): Json {
  const body = object(attributes.json('gen_ai.event.content', 'event_body'));
  const message = body?.['message'] ?? attributes.json('message', 'content', 'gen_ai.event.content');
  return {
    ...body,
    message: isObject(message) ? message : { content: message },
    finish_reason: body?.['finish_reason'] ?? attributes.text('finish_reason'),
  };
}
