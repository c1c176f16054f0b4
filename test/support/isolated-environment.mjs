import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';
import { Leftovers } from './leftovers.mjs';
import { reported } from './leftovers/reported.mjs';

/**
 * Each file has its own temporary directory, where default journals lie too: no other run, living or killed, meets them. What it leaves
 * behind is named.
 */
export default class IsolatedEnvironment extends TestEnvironment {
  #parent;
  #folder;
  #leftovers;
  #path;

  constructor(config, context) {
    const parent = process.env.TMPDIR;
    const folder = temporaryFolder();
    // Before the base class copies the environment for the specs.
    process.env.TMPDIR = folder;
    super(config, context);
    this.#parent = parent;
    this.#folder = folder;
    this.#path = context.testPath;
    this.#leftovers = new Leftovers(this.global, folder);
  }

  async handleTestEvent({ name }, state) {
    if (name !== 'run_finish') return;
    const found = await this.#leftovers.find();
    const error = reported(`Left over by ${this.#path}:`, found);
    if (error) state.unhandledErrors.push(error);
  }

  async teardown() {
    if (this.#parent === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = this.#parent;
    rmSync(this.#folder, { recursive: true, force: true });
    await super.teardown();
  }
}

/** Open to all, as the system's own is: PostgreSQL runs as another user where this one is root. */
function temporaryFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'llm-logging-spec-')));
  chmodSync(folder, 0o1777);
  return folder;
}
