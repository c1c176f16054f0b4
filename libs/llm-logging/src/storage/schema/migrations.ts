import { CreateLlmCalls1764000000000 } from './1764000000000-create-llm-calls.js';
import { AddAttempts1765000000000 } from './1765000000000-add-attempts.js';
import { CreateSums1767000000000 } from './1767000000000-create-sums.js';
import { CreateAuditLog1768000000000 } from './1768000000000-create-audit-log.js';
import { AddOpenCalls1769000000000 } from './1769000000000-add-open-calls.js';
import { AddDatabaseId1770000100000 } from './1770000100000-add-database-id.js';
import { AddErasures1770000200000 } from './1770000200000-add-erasures.js';
import { AddUsageDetails1770000300000 } from './1770000300000-add-usage-details.js';
import { AddOrigins1770000400000 } from './1770000400000-add-origins.js';
import { AddBudgets1770000500000 } from './1770000500000-add-budgets.js';
import { AddReports1770000600000 } from './1770000600000-add-reports.js';
import { AddBudgetOwners1770000700000 } from './1770000700000-add-budget-owners.js';
import { AddExports1770000800000 } from './1770000800000-add-exports.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [
  CreateLlmCalls1764000000000,
  AddAttempts1765000000000,
  CreateSums1767000000000,
  CreateAuditLog1768000000000,
  AddOpenCalls1769000000000,
  AddDatabaseId1770000100000,
  AddErasures1770000200000,
  AddUsageDetails1770000300000,
  AddOrigins1770000400000,
  AddBudgets1770000500000,
  AddReports1770000600000,
  AddBudgetOwners1770000700000,
  AddExports1770000800000,
];
