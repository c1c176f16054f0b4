import { type INestApplication, RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** `GET calls`: every route that the application has under a path, by Nest's metadata. */
export function routesUnder(app: INestApplication, path: string): string[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const types = controllers.map(({ metatype }) => metatype as { prototype: object });
  return types.filter((type) => Reflect.getMetadata('path', type) === path).flatMap((type) => routesOf(type.prototype));
}

function routesOf(prototype: object | null): string[] {
  if (prototype === null || prototype === Object.prototype) return [];
  const handlers = Object.values(Object.getOwnPropertyDescriptors(prototype)).map(({ value }) => value as unknown);
  const own = handlers.filter((handler) => typeof handler === 'function' && Reflect.hasMetadata('method', handler));
  const names = own.flatMap((handler) => {
    const method = RequestMethod[Reflect.getMetadata('method', handler as object) as number];
    return [Reflect.getMetadata('path', handler as object) as string | string[]]
      .flat()
      .map((path) => `${method} ${path}`);
  });
  return [...names, ...routesOf(Object.getPrototypeOf(prototype) as object | null)];
}
