import type { Type } from '@nestjs/common';
import type { Model, Schema } from './schema.js';

type Decorate<Options, Decorator> = (options: Options) => Decorator;

/** A body by its media type. */
export type Content = Record<string, { readonly schema: Schema; readonly example?: unknown }>;

/** What is used of `@nestjs/swagger`, which is optional: written down here, so that the published types do not need it. */
export interface Swagger {
  ApiTags(...tags: string[]): ClassDecorator;
  ApiExcludeEndpoint(): MethodDecorator;
  ApiExtraModels(...models: Type[]): MethodDecorator;
  ApiOperation: Decorate<{ summary: string }, MethodDecorator>;
  ApiQuery: Decorate<{ name: string; schema: Schema; description?: string; required: boolean }, MethodDecorator>;
  ApiBody: Decorate<{ schema: Schema; required: boolean }, MethodDecorator>;
  ApiResponse: Decorate<{ status: number; description: string; content: Content }, MethodDecorator>;
  ApiProperty: Decorate<Schema & { required: boolean }, PropertyDecorator>;
  ApiSchema: Decorate<{ name: string; description: string }, ClassDecorator>;
}

/** Models as the classes that `@nestjs/swagger` wants: one for each name. */
export class SwaggerModels {
  readonly #classes = new Map<string, Type>();

  constructor(private readonly swagger: Swagger) {}

  /** Of models and of all that they refer to. */
  classesOf(models: readonly Model[]): Type[] {
    return models.flatMap((model) => [this.#classOf(model), ...this.classesOf(model.uses)]);
  }

  #classOf(model: Model): Type {
    const known = this.#classes.get(model.name);
    if (known !== undefined) return known;
    const { name, description, members, optional } = model;
    const ModelClass = { [name]: class {} }[name]!;
    this.swagger.ApiSchema({ name, description })(ModelClass);
    for (const [member, schema] of Object.entries(members)) {
      const required = !optional.includes(member);
      this.swagger.ApiProperty({ ...propertySchema(schema), required })(ModelClass.prototype, member);
    }
    this.#classes.set(name, ModelClass);
    return ModelClass;
  }
}

/** A property needs a type; of one that is combined of others it is taken away again. */
function propertySchema({ $ref, ...schema }: Schema): Schema {
  return { type: 'object', ...schema, ...($ref !== undefined && { allOf: [{ $ref }] }) };
}
