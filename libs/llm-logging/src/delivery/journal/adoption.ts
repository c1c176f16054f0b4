import type { DatabaseIdentity } from '../../storage/database-identity.js';
import type { ThrottledLogger } from '../throttled-logger.js';
import { AbandonedFolders } from './abandoned-folders.js';
import type { AdoptedFile } from './folder-names.js';
import type { JournalFolder } from './journal-folder.js';
import { FOREIGN } from './journal-messages.js';

/** Takes over what dead processes left of this database, and reports what they left for others. */
export class Adoption {
  readonly #folders: AbandonedFolders;
  /** Folders of other databases that were reported. */
  readonly #reported = new Set<string>();

  constructor(
    folder: JournalFolder,
    private readonly log: ThrottledLogger,
  ) {
    this.#folders = new AbandonedFolders(folder);
  }

  /** Files that dead processes left for other databases: they are left alone. */
  get foreignSegments(): number {
    return this.#folders.foreign.segments;
  }

  /** @returns the files that are now in the folder of this process. Never throws. */
  async adopt(database: DatabaseIdentity): Promise<AdoptedFile[]> {
    const files = await this.#folders.adopt(database);
    this.#reportForeign();
    return files;
  }

  /** Once for each folder. */
  #reportForeign(): void {
    const { folders } = this.#folders.foreign;
    const news = folders.filter((folder) => !this.#reported.has(folder));
    if (news.length === 0) return;
    for (const folder of news) this.#reported.add(folder);
    this.log.warn('journal of another database', `${FOREIGN} ${news.join(', ')}`);
  }
}
