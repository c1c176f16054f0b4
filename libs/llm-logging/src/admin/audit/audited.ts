import { Reflector } from '@nestjs/core';

interface AuditedAction {
  readonly action: string;
  /** Name of the route's parameter that says what it is about. */
  readonly target?: string;
  /** It changes something, and is noted before: a reading is noted when it is known, and before anyone sees it. */
  readonly isDeed?: boolean;
}

/** Marks a route whose use is noted in the audit log. */
export const Audited = Reflector.createDecorator<AuditedAction>();
