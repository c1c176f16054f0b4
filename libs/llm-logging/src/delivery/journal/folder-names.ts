/** Says whose folder it is. */
export const LOCK = 'lock';

/** `journal`: events of calls. `retained`: events of exchanges whose calls have not ended. */
export type FileKind = 'journal' | 'retained';

/** A file that a dead process left, now in this folder. */
export interface AdoptedFile {
  readonly kind: FileKind;
  readonly number: number;
  readonly file: string;
  readonly bytes: number;
}

export function fileName(number: number, kind: FileKind): string {
  return `${String(number).padStart(8, '0')}.${kind}`;
}

/** Says whose folder was taken over though its owner may live. */
export function noteOf(folder: string): string {
  return `${folder}.taken`;
}

export function isFolder(name: string): boolean {
  return /^[0-9a-f]{12}$/.test(name);
}

export function isFile(name: string): boolean {
  return /^\d{8}\.(journal|retained)$/.test(name);
}

export function isNote(name: string): boolean {
  return /^[0-9a-f]{12}\.taken$/.test(name);
}

/** What is nobody's loss: a lock, a note, a file that was being rewritten. */
export function isLeftover(name: string): boolean {
  return name === LOCK || isNote(name) || name.endsWith('.draft');
}
