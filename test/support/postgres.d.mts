export declare function startPostgres(options?: {
  flags?: string[];
  port?: number;
  parent?: string;
}): Promise<{ url: string; port: number; stop(): Promise<void> }>;
export declare function freePort(): Promise<number>;
export declare function linkLibraries(): string;
