import { CreateTables1780000000000 } from './1780000000000-create-tables.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [CreateTables1780000000000];
