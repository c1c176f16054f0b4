export declare function createOnNodes(server: string, name: string): Promise<void>;
export declare function copyDatabase(server: string, name: string, template: string): Promise<void>;
export declare function ensureSeededTemplate(server: string, migrated: string): Promise<string>;
export declare function dropDatabase(server: string, name: string): Promise<void>;
export declare function databaseUrl(server: string, database: string): string;
export declare function onServer<T>(
  server: string,
  work: (query: (sql: string, values?: unknown[]) => Promise<Record<string, any>[]>) => Promise<T>,
): Promise<T>;
