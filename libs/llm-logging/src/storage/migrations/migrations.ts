import { CreateLlmCalls1764000000000 } from './1764000000000-create-llm-calls.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [CreateLlmCalls1764000000000];
