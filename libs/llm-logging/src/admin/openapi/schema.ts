/** What is used here of OpenAPI 3.0's schemas. */
export interface Schema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly format?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly enum?: (string | null)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly $ref?: string;
}

/** A schema for each member, optional ones too: one that is missing does not compile. */
export type Members<T> = { readonly [K in keyof Required<T>]: Schema };

/** A schema with a name of its own in the document. */
export interface Model {
  readonly name: string;
  readonly description: string;
  readonly members: Readonly<Record<string, Schema>>;
  /** Members that are not always there. */
  readonly optional: readonly string[];
  /** The models that it refers to, without itself. */
  readonly uses: readonly Model[];
}

/** An answer: a model, or a schema with the models that it refers to. */
export type Answer = Model | { readonly schema: Schema; readonly uses: readonly Model[] };

export function modelOf<T>(
  name: string,
  description: string,
  members: Members<T>,
  { optional = [], uses = [] }: { optional?: (keyof T & string)[]; uses?: Model[] } = {},
): Model {
  return { name, description, members, optional, uses };
}

export function refTo({ name }: Pick<Model, 'name'>): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

export function listAnswer(model: Model): Answer {
  return { schema: listOf(refTo(model)), uses: [model] };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** OpenAPI 3.0 wants a reference alone. */
export function nullable(schema: Schema): Schema {
  return schema.$ref === undefined ? { ...schema, nullable: true } : { allOf: [schema], nullable: true };
}

export const text: Schema = { type: 'string' };
export const date: Schema = { type: 'string', format: 'date-time', example: '2026-01-31T12:00:00.000Z' };
export const uuid: Schema = { type: 'string', format: 'uuid', example: '01a20cac-962d-736c-947e-87edeb215e34' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const usd: Schema = { type: 'number', description: 'USD', example: 0.0025 };
export const number: Schema = { type: 'number' };
export const ms: Schema = { type: 'number', description: 'Milliseconds', example: 840 };
export const rate: Schema = { type: 'number', minimum: 0, maximum: 1, nullable: true, description: 'From 0 to 1' };
export const json: Schema = { type: 'object', additionalProperties: true };
