/** What a call says, costs and hides: pure functions that need no Nest and no database. */
export * from 'llm-exchange';
