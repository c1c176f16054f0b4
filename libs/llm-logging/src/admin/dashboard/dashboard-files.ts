import { Injectable } from '@nestjs/common';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { packageFolder } from '../../package-folder.js';

/** Media types of what is served; files of other kinds are not. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface DashboardFile {
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The files of the dashboard as it was built. */
@Injectable()
export class DashboardFiles {
  readonly #folder = dashboardFolder();

  /**
   * @param name as in a URL: `assets/index-1a2b.js`. It is compared with the names that there are and never becomes a path itself.
   * @returns null where there is no such file.
   */
  async find(name: string): Promise<DashboardFile | null> {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined) return null;
    const path = (await this.#built()).get(name);
    return path === undefined ? null : { mediaType, content: await readFile(path) };
  }

  /** Paths by name. Read anew each time: a directory of some ten files, which a build beside a running application replaces. */
  async #built(): Promise<Map<string, string>> {
    const folder = this.#folder;
    if (folder === undefined) return new Map();
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return new Map(paths.map((path) => [relative(folder, path).split(sep).join('/'), path]));
  }
}

/** Where the package's build leaves the dashboard. */
function dashboardFolder(): string | undefined {
  const folder = packageFolder();
  return folder === undefined ? undefined : join(folder, 'dist', 'dashboard');
}
