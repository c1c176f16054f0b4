/** The name under which the log's own TypeORM DataSource is registered: `@InjectDataSource(LLM_LOGGING_DATA_SOURCE)`. */
export const LLM_LOGGING_DATA_SOURCE = 'llm-logging';

/** Token of the resolved and frozen {@link ResolvedOptions}. */
export const LLM_LOGGING_RESOLVED_OPTIONS = Symbol('ResolvedOptions');

/** Token of the {@link AdminOptions}; `false` where there is no admin API. */
export const LLM_ADMIN_OPTIONS = Symbol('AdminOptions');
