import 'reflect-metadata';
import { LlmCall } from 'nestjs-llm-logging';
import { DataSource } from 'typeorm';
import { finishRow, startRow } from '../support/row.mjs';

export async function open({ url }) {
  const dataSource = await new DataSource({ type: 'postgres', url, entities: [LlmCall], poolSize: 4 }).initialize();
  const repository = dataSource.getRepository(LlmCall);
  return {
    start: startRow,
    complete: (row) => repository.save(repository.create(finishRow(row))),
    commit: async () => {},
    close: () => dataSource.destroy(),
  };
}
