import { DataSource } from 'typeorm';

/**
 * Under which `@nestjs/typeorm` has the DataSource of a name, and under which `@InjectRepository()` asks for an entity of one that has a
 * name. Written out: applications that don't use `@nestjs/typeorm` need not have it, and its version for NestJS 12 is an ES module, which Jest
 * in CommonJS cannot load.
 */
export function dataSourceToken(name: string): string | typeof DataSource {
  return name === 'default' ? DataSource : `${name}DataSource`;
}

export function repositoryToken(entity: { readonly name: string }, dataSource: string): string {
  return `${dataSource}_${entity.name}Repository`;
}
