/** What a text hides before it is stored. For Node. */
export { Cleaner, type CleaningLimits } from './cleaner.js';
export { jsonText } from './json-snapshot.js';
export { namesOf } from './names-of.js';
export { oneLine } from './one-line.js';
export { redact } from './redact.js';
export {
  type FunctionRedaction,
  markOf,
  type OptionalRedaction,
  type PatternRedaction,
  type Redaction,
  type RedactionRule,
} from './redaction-rule.js';
export { Redactor } from './redactor.js';
export { repairJson } from './repair-text.js';
export { resolveRules } from './resolve-rules.js';
