import { readCalendar } from '../rollups/schema/calendar.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { CliUsageError } from './command.js';
import { safeText } from './output/safe-text.js';

/** The zone that is asked for, else the one in which the application that writes to this database reports (its option `timeZone`). @throws CliUsageError */
export async function reportingZone(database: LlmDatabase, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return known(asked);
  const calendar = await readCalendar((sql, values) => database.query(sql, values), database.schema);
  return calendar.timeZone;
}

function known(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    throw new CliUsageError(
      `--time-zone: there is no zone ${safeText(timeZone)}. Give a name of IANA, such as Europe/Berlin.`,
    );
  }
}
