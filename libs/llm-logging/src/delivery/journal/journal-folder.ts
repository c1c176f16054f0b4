import type { JournalPlace } from './journal-place.js';
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { renamePatiently, syncFolder } from './file-system.js';
import { contentOf, isOf } from './folder-owner.js';
import { lifeOf, ownIdentity, type Life, type ProcessIdentity } from './process-identity.js';

const LOCK = 'lock';
const FOLDER = /^[0-9a-f]{12}$/;
const FILE = /^\d{8}\.(journal|held)$/;
const DRAFT = /\.draft$/;
/** Says whose folder was taken over though its owner may live. */
const NOTE = /^[0-9a-f]{12}\.taken$/;
const HEARTBEAT_MS = 5_000;

/** `journal`: events of calls. `held`: events of exchanges whose calls had not ended. */
export type FileKind = 'journal' | 'held';

/** A file that a dead process left, now in this folder. */
export interface AdoptedFile {
  readonly kind: FileKind;
  readonly number: number;
  readonly file: string;
  readonly bytes: number;
}

/**
 * A folder of this process alone inside the journal's directory. Its lock says whose it is; folders whose owner is dead are moved into
 * it as they are. A rename succeeds for one process only, so none is read by two, and what one process left is read by one.
 */
export class JournalFolder {
  readonly path: string;
  readonly #self: ProcessIdentity;
  readonly #heartbeat: NodeJS.Timeout;
  #lastNumber = 0;
  #isClosed = false;
  /** Segments of other databases in folders of dead processes, by folder. */
  #foreign = new Map<string, number>();

  /**
   * @param fsync whether names, too, are to outlive a loss of power.
   * @throws Error where the place cannot be used.
   */
  constructor(
    private readonly place: JournalPlace,
    private readonly fsync: boolean,
    private readonly whenRemoved: () => void,
  ) {
    const { directory, isPublic } = place;
    this.#self = ownIdentity();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (isPublic) for (const each of [dirname(directory), directory]) refuseForeign(each);
    this.path = join(directory, randomBytes(6).toString('hex'));
    this.#make();
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** The next file of this folder, which is not there yet. */
  next(kind: FileKind): { number: number; file: string } {
    const number = (this.#lastNumber += 1);
    return { number, file: join(this.path, `${String(number).padStart(8, '0')}.${kind}`) };
  }

  /** Files that dead processes left for other databases, or that do not say for which, and where these are. */
  get foreign(): { readonly segments: number; readonly folders: readonly string[] } {
    const segments = [...this.#foreign.values()].reduce((sum, each) => sum + each, 0);
    return { segments, folders: [...this.#foreign.keys()] };
  }

  /**
   * Takes over what dead processes left of this database, oldest first, and what each held back behind the rest of it. Never throws: what
   * cannot be taken stays for the next time.
   */
  async adopt(database: DatabaseIdentity): Promise<AdoptedFile[]> {
    const foreign = new Map<string, number>();
    for (const folder of await namesIn(this.place.directory)) {
      const path = join(this.place.directory, folder);
      if (path === this.path || !FOLDER.test(folder)) continue;
      const life = await this.#lifeOf(path);
      if (life === 'alive') continue;
      const others = await this.#foreignSegments(path, database);
      if (others === 0) await this.#takeFolder(path, life);
      else if (others !== undefined) foreign.set(path, others);
    }
    this.#foreign = foreign;
    const adopted = await this.#takeFolders(this.path);
    if (adopted.length > 0) this.synced();
    return adopted;
  }

  /** A name in the folder changed. */
  synced(): void {
    if (this.fsync) syncFolder(this.path);
  }

  /** Whether another process has taken the folder over, as this one seemed dead. Asked once: what is lost later is another matter. */
  wasTakenOver(): boolean {
    const note = `${basename(this.path)}.taken`;
    try {
      const taker = readdirSync(this.place.directory).find((folder) =>
        existsSync(join(this.place.directory, folder, note)),
      );
      if (taker !== undefined) rmSync(join(this.place.directory, taker, note), { force: true });
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
      for (const name of readdirSync(this.path).filter((each) => each === LOCK || NOTE.test(each)))
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
    writeFileSync(join(hidden, LOCK), JSON.stringify(this.#self), { mode: 0o600 });
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

  async #lifeOf(path: string): Promise<Life> {
    try {
      const lock = join(path, LOCK);
      const owner = JSON.parse(await readFile(lock, 'utf8')) as ProcessIdentity;
      return lifeOf(owner, this.#self, Date.now() - (await stat(lock)).mtimeMs);
    } catch (error) {
      // No lock, or half of one: given up by its owner. Anything else is no folder, or none that can be read.
      const isGivenUp = error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT';
      return isGivenUp ? 'dead' : 'alive';
    }
  }

  /** How many segments of other databases are in it; undefined where it cannot be read, or is being taken by another process. */
  async #foreignSegments(path: string, database: DatabaseIdentity): Promise<number | undefined> {
    try {
      const content = await contentOf(
        path,
        (name) => FILE.test(name),
        (name) => FOLDER.test(name),
      );
      return isOf(database, content) ? 0 : content.segments;
    } catch {
      return undefined;
    }
  }

  async #takeFolder(path: string, life: Life): Promise<void> {
    const name = basename(path);
    try {
      await rename(path, join(this.path, name));
      if (life === 'silent') await writeFile(join(this.path, `${name}.taken`), '', { mode: 0o600 });
    } catch {
      // Another process was first, or the system is busy with it: then it is there the next time.
    }
  }

  /** A process that died while it took over what others left has their folders in its own. */
  async #takeFolders(inside: string): Promise<AdoptedFile[]> {
    const adopted: AdoptedFile[] = [];
    for (const folder of (await namesIn(inside)).filter((name) => FOLDER.test(name))) {
      const path = join(inside, folder);
      adopted.push(...(await this.#takeFolders(path)));
      const names = (await namesIn(path)).filter((name) => FILE.test(name));
      for (const kind of ['journal', 'held'] as const) {
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
    const { number, file } = this.next(kind);
    try {
      await rename(from, file);
      return { kind, number, file, bytes: (await stat(file)).size };
    } catch {
      return undefined;
    }
  }
}

/** Where anyone may write someone else may have been first. */
function refuseForeign(directory: string): void {
  const { uid, mode } = statSync(directory);
  if (lstatSync(directory).isSymbolicLink()) throw new Error(`${directory} is a symbolic link`);
  const self = process.getuid?.();
  if (self === undefined) return;
  if (uid !== self) throw new Error(`${directory} belongs to another user`);
  if ((mode & 0o022) !== 0) throw new Error(`${directory} can be written by others: chmod 700 it`);
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
  if (!names.every((name) => name === LOCK || DRAFT.test(name) || NOTE.test(name))) return;
  for (const name of names) await rm(join(path, name), { force: true }).catch(() => undefined);
  await rmdir(path).catch(() => undefined);
}
