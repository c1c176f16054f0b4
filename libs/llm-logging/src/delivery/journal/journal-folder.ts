import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renamePatiently, syncFolder } from './file-system.js';
import { fileName, isNote, LOCK, noteOf, type FileKind } from './folder-names.js';
import type { JournalPlace } from './journal-place.js';
import { makeDirectory } from './own-directory.js';
import { ownIdentity } from './process-identity.js';

const HEARTBEAT_MS = 5_000;

/**
 * A folder of this process alone inside the journal's directory. Its lock says whose it is, and is refreshed every 5 s.
 *
 * | state   | a file, or the folder, is gone                           | `remake`                                     | `close`                                         |
 * | ------- | -------------------------------------------------------- | -------------------------------------------- | ----------------------------------------------- |
 * | in use  | → removed; its owner notices at the next beat, or write  | stays                                        | → closed: the lock goes, files stay for the next |
 * | removed | –                                                        | → in use under the same name, where that works | → closed                                        |
 * | closed  | –                                                        | –                                            | –                                               |
 *
 * Removed from outside, or taken over by a process that thought this one dead: {@link wasTakenOver} says which.
 */
export class JournalFolder {
  readonly path: string;
  readonly self = ownIdentity();
  readonly #heartbeat: NodeJS.Timeout;
  #lastNumber = 0;
  #isClosed = false;

  /**
   * @param fsync whether names, too, are to outlive a loss of power.
   * @throws Error where the place cannot be used.
   */
  constructor(
    private readonly place: JournalPlace,
    private readonly fsync: boolean,
    private readonly whenRemoved: () => void,
  ) {
    makeDirectory(place);
    this.path = join(place.directory, randomBytes(6).toString('hex'));
    this.#make();
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** The journal's, in which each process has a folder. */
  get directory(): string {
    return this.place.directory;
  }

  /** The next file of this folder, which is not there yet. */
  next(kind: FileKind): { number: number; file: string } {
    const number = (this.#lastNumber += 1);
    return { number, file: join(this.path, fileName(number, kind)) };
  }

  /** A name in the folder changed. */
  synced(): void {
    if (this.fsync) syncFolder(this.path);
  }

  /** Whether another process has taken the folder over, as this one seemed dead. Asked once: what is lost later is another matter. */
  wasTakenOver(): boolean {
    const { directory } = this.place;
    const note = noteOf(basename(this.path));
    try {
      const taker = readdirSync(directory).find((folder) => existsSync(join(directory, folder, note)));
      if (taker !== undefined) rmSync(join(directory, taker, note), { force: true });
      return taker !== undefined;
    } catch {
      return false;
    }
  }

  /** Makes it again where somebody removed it. Never throws: where that cannot be, the next file finds no place. */
  remake(): void {
    if (existsSync(this.path)) return;
    try {
      mkdirSync(this.place.directory, { recursive: true, mode: 0o700 });
      this.#make();
    } catch {
      // The directory cannot be used for now.
    }
  }

  /** Gives the folder up. Files that are still in it are adopted by whoever starts next. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    try {
      for (const name of readdirSync(this.path).filter((each) => each === LOCK || isNote(each)))
        rmSync(join(this.path, name), { force: true });
      // Both fail, as they shall, where something is left.
      rmdirSync(this.path);
      if (this.place.isPublic) rmdirSync(this.place.directory);
    } catch {
      // Left for the next start.
    }
  }

  /** Appears with its lock in it, so that nobody takes it for a dead one's. */
  #make(): void {
    const hidden = join(this.place.directory, `.${randomBytes(6).toString('hex')}`);
    mkdirSync(hidden, { mode: 0o700 });
    writeFileSync(join(hidden, LOCK), JSON.stringify(this.self), { mode: 0o600 });
    if (this.fsync) syncFolder(hidden);
    renamePatiently(hidden, this.path);
    if (this.fsync) syncFolder(this.place.directory);
  }

  async #beat(): Promise<void> {
    const now = new Date();
    const isRefreshed = await utimes(join(this.path, LOCK), now, now).then(
      () => true,
      () => false,
    );
    if (!isRefreshed && !this.#isClosed && !existsSync(this.path)) this.whenRemoved();
  }
}
