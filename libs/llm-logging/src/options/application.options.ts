import type { Option } from './schema/option.js';
import { text } from './schema/texts.js';

const MAX_NAME = 512;

/**
 * A name of the application that stands on each row. A variable of the environment is the system's: one that no row can hold counts as none.
 * @param variable of the environment, which is read where the option is not given.
 */
export function applicationName(variable: string): Option<string | undefined> {
  return {
    read: (given, place) => {
      const option = text.read(given, place);
      if (option !== undefined && option.length > MAX_NAME) place.fault(`must be at most ${MAX_NAME} characters long`);
      const name = option ?? process.env[variable]?.trim() ?? '';
      return name === '' || name.length > MAX_NAME ? undefined : name;
    },
  };
}
