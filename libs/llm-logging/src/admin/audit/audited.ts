import { Reflector } from '@nestjs/core';

export interface AuditedAction {
  readonly action: string;
  /** Name of the route's parameter that says what it is about. */
  readonly target?: string;
}

/** Marks a route whose use is noted in the audit log: a reading when it is known, and before anyone sees it. Deeds are noted by who does them, before. */
export const Audited = Reflector.createDecorator<AuditedAction>();
