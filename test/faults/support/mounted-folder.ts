import { execFileSync } from 'node:child_process';
import { temporaryFolder } from './temporary.js';

/** A small file system of its own. */
export interface MountedFolder {
  readonly path: string;
  makeReadOnly(): void;
  remove(): void;
}

/** Whether this process may mount: root may, outside of most containers. */
export const canMount = tryToMount();

/** @throws Error where this process may not mount, which {@link canMount} says. */
export function mountedFolder(bytes: number): MountedFolder {
  const folder = temporaryFolder();
  mount('-t', 'tmpfs', '-o', `size=${bytes},mode=777`, 'tmpfs', folder.path);
  return {
    path: folder.path,
    makeReadOnly: () => mount('-o', 'remount,ro', folder.path),
    remove: () => {
      execFileSync('umount', ['--lazy', folder.path]);
      folder.remove();
    },
  };
}

function tryToMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mountedFolder(65_536).remove();
    return true;
  } catch {
    return false;
  }
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}
