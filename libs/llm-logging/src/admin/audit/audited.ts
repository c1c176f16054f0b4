import { Reflector } from '@nestjs/core';

interface AuditedReading {
  readonly action: string;
  /** Name of the route's parameter that says what it is about. */
  readonly target?: string;
}

/** Marks a route that shows texts: it is noted when they are known, and before anyone sees them. */
export const Audited = Reflector.createDecorator<AuditedReading>();
