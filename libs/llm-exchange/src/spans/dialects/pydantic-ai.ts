import { isObject, object, objects, text, type Json } from '../../reading/json-reading.js';
import { answerIn, messagesIn } from '../messages.js';
import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

/** Pydantic AI: the run of an agent repeats model and summed usage of its model calls, and until 1.60 without an operation's name. */
export const PYDANTIC_AI: Dialect = {
  speaks: ({ scope }) => scope.startsWith('pydantic-ai') || scope.startsWith('pydantic_ai'),
  read: readPydanticAi,
};

function readPydanticAi(span: Span): SpanSaid {
  const { attributes, name } = span;
  const operation = attributes.text('gen_ai.operation.name');
  if (operation === undefined && (attributes.has('agent_name') || attributes.has('final_result'))) return agentOf(span);
  if (operation === 'invoke_agent') return agentOf(span);
  if (/^running tools?:?|^running \d+ tools?/.test(name) && operation === undefined)
    return attributes.has('gen_ai.tool.name')
      ? {
          kind: 'tool',
          prompt: written(attributes.get('tool_arguments')),
          response: written(attributes.get('tool_response')),
        }
      : { kind: 'step' };
  return eventsOf(span);
}

function agentOf({ attributes }: Span): SpanSaid {
  const messages = messagesIn(attributes.json('pydantic_ai.all_messages', 'all_messages_events'));
  return {
    kind: 'agent',
    request: messages.length > 0 ? { messages } : undefined,
    response: written(attributes.get('final_result')),
  };
}

/** Until version 2 of its format, messages are a JSON list of events in one attribute. */
function eventsOf({ attributes }: Span): SpanSaid {
  const events = objects(attributes.json('events'));
  if (events.length === 0) return {};
  const isChoice = (event: Json): boolean => event['event.name'] === 'gen_ai.choice';
  const messages = events.filter((event) => !isChoice(event)).map((event) => ({ ...event, role: roleOf(event) }));
  const choices = events.filter(isChoice).map((event) => object(event['message']) ?? event);
  return {
    request: messages.length > 0 ? { messages } : undefined,
    ...(choices.some(isObject) && answerIn(choices)),
  };
}

function roleOf(event: Json): string {
  return text(event['role']) ?? text(event['event.name'])?.split('.')[1] ?? 'user';
}
