import { CreateLlmCalls1764000000000 } from './1764000000000-create-llm-calls.js';
import { AddAttempts1765000000000 } from './1765000000000-add-attempts.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [CreateLlmCalls1764000000000, AddAttempts1765000000000];
