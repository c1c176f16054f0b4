import { readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { isFile, isFolder, isLeftover, LOCK, noteOf, type AdoptedFile, type FileKind } from './folder-names.js';
import { contentOf, isOf } from './folder-owner.js';
import type { JournalFolder } from './journal-folder.js';
import { lifeOf, type Life, type ProcessIdentity } from './process-identity.js';

/**
 * Folders whose owner is dead. They are moved into the folder of this process as they are, and then emptied there: a rename succeeds for one
 * process only, so none is read by two, and what one process left is read by one.
 *
 * | state of a folder         | seen by `adopt`                                                    |
 * | ------------------------- | ------------------------------------------------------------------ |
 * | its owner lives           | left alone                                                         |
 * | abandoned                 | another database's: foreign; else → taken, with a note for a silent owner |
 * | foreign                   | looked at again: what it is has to be known                        |
 * | taken (inside this one)   | its files become files of this folder → removed                    |
 */
export class AbandonedFolders {
  /** Segments of other databases in folders of dead processes, by folder. */
  #foreign = new Map<string, number>();

  constructor(private readonly own: JournalFolder) {}

  /** Files that dead processes left for other databases, or that do not say for which, and where these are. */
  get foreign(): { readonly segments: number; readonly folders: readonly string[] } {
    const segments = [...this.#foreign.values()].reduce((sum, each) => sum + each, 0);
    return { segments, folders: [...this.#foreign.keys()] };
  }

  /**
   * Takes over what dead processes left of this database, oldest first, and what each retained behind the rest of it. Never throws: what
   * cannot be taken stays for the next time.
   */
  async adopt(database: DatabaseIdentity): Promise<AdoptedFile[]> {
    const foreign = new Map<string, number>();
    for (const folder of await namesIn(this.own.directory)) {
      const path = join(this.own.directory, folder);
      if (path === this.own.path || !isFolder(folder)) continue;
      const life = await this.#lifeOf(path);
      if (life === 'alive') continue;
      const others = await foreignSegments(path, database);
      if (others === 0) await this.#takeFolder(path, life);
      else if (others !== undefined) foreign.set(path, others);
    }
    this.#foreign = foreign;
    const adopted = await this.#emptyFolders(this.own.path);
    if (adopted.length > 0) this.own.synced();
    return adopted;
  }

  async #lifeOf(path: string): Promise<Life> {
    try {
      const lock = join(path, LOCK);
      const owner = JSON.parse(await readFile(lock, 'utf8')) as ProcessIdentity;
      return lifeOf(owner, this.own.self, Date.now() - (await stat(lock)).mtimeMs);
    } catch (error) {
      // No lock, or half of one: given up by its owner. Anything else is no folder, or none that can be read.
      const isGivenUp = error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT';
      return isGivenUp ? 'dead' : 'alive';
    }
  }

  async #takeFolder(path: string, life: Life): Promise<void> {
    const name = basename(path);
    try {
      await rename(path, join(this.own.path, name));
      if (life === 'silent') await writeFile(join(this.own.path, noteOf(name)), '', { mode: 0o600 });
    } catch {
      // Another process was first, or the system is busy with it: then it is there the next time.
    }
  }

  /** A process that died while it took over what others left has their folders in its own. */
  async #emptyFolders(inside: string): Promise<AdoptedFile[]> {
    const adopted: AdoptedFile[] = [];
    for (const folder of (await namesIn(inside)).filter(isFolder)) {
      const path = join(inside, folder);
      adopted.push(...(await this.#emptyFolders(path)));
      const names = (await namesIn(path)).filter(isFile);
      for (const kind of ['journal', 'retained'] as const) {
        for (const name of names.filter((each) => each.endsWith(kind))) {
          const file = await this.#take(join(path, name), kind);
          if (file !== undefined) adopted.push(file);
        }
      }
      await removeEmptied(path);
    }
    return adopted;
  }

  async #take(from: string, kind: FileKind): Promise<AdoptedFile | undefined> {
    const { number, file } = this.own.next(kind);
    try {
      await rename(from, file);
      return { kind, number, file, bytes: (await stat(file)).size };
    } catch {
      return undefined;
    }
  }
}

/** How many segments of other databases are in it; undefined where it cannot be read, or is being taken by another process. */
async function foreignSegments(path: string, database: DatabaseIdentity): Promise<number | undefined> {
  try {
    const content = await contentOf(path);
    return isOf(database, content) ? 0 : content.segments;
  } catch {
    return undefined;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch {
    return [];
  }
}

async function removeEmptied(path: string): Promise<void> {
  const names = await namesIn(path);
  if (!names.every(isLeftover)) return;
  for (const name of names) await rm(join(path, name), { force: true }).catch(() => undefined);
  await rmdir(path).catch(() => undefined);
}
