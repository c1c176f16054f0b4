/** Runs one statement and gives its rows: on any connection, or on one that is held. */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
