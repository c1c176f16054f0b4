import type { Type } from '@nestjs/common';
import type { Schema } from './schema.js';

const SCHEMAS = Symbol('schemas of members');

/** Notes the schema of a member of a query or body, beside what validates it. */
export function HasSchema(schema: Schema): PropertyDecorator {
  return (target, name) => {
    const others = schemasIn(target);
    Reflect.defineMetadata(SCHEMAS, { ...others, [name]: schema }, target);
  };
}

/** The members of a query or body with their schemas. */
export function memberSchemas(Query: Type<object>): Readonly<Record<string, Schema>> {
  return schemasIn(Query.prototype as object);
}

function schemasIn(target: object): Record<string, Schema> {
  return (Reflect.getMetadata(SCHEMAS, target) ?? {}) as Record<string, Schema>;
}
