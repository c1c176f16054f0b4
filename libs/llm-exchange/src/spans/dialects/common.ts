import { list } from '../../reading/json-reading.js';
import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';

/** What any span may say of the person, the session and the company it works for, whoever made it. */
export const COMMON: Dialect = {
  speaks: () => true,
  texts: {
    userId: ['llm_logging.user_id', 'user.id', 'enduser.id', 'user_id'],
    sessionId: ['llm_logging.session_id', 'session.id', 'session_id', 'thread.id'],
    companyId: ['llm_logging.company_id', 'company.id', 'tenant.id', 'organization.id'],
    taskId: ['llm_logging.task_id', 'celery.task_id', 'messaging.message.id'],
    reviewId: ['llm_logging.review_id'],
    promptName: ['llm_logging.prompt_name'],
    promptVersion: ['llm_logging.prompt_version'],
  },
  read: readCommon,
};

function readCommon(span: Span): SpanSaid {
  const { attributes, resource } = span;
  const tags = list(attributes.json('llm_logging.tags')).filter((tag) => typeof tag === 'string');
  return {
    callType: attributes.text('llm_logging.call_type'),
    tags: tags.length === 0 ? undefined : tags,
    release: resource.text('service.version', 'langfuse.release'),
    environment: resource.text('deployment.environment.name', 'deployment.environment', 'langfuse.environment'),
    ...failureOf(span),
  };
}

function failureOf({ isFailed, statusMessage, events, attributes }: Span): SpanSaid {
  const thrown = events.find(({ name }) => name === 'exception')?.attributes;
  if (!isFailed) return {};
  return {
    errorMessage: thrown?.text('exception.message') ?? statusMessage ?? 'Failed',
    errorType: thrown?.text('exception.type') ?? 'error',
    errorCode: attributes.text('http.response.status_code', 'http.status_code'),
  };
}
