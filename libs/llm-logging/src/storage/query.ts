/** Runs one statement and gives its rows: on any connection of the pool, or on one that was taken from it. */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
