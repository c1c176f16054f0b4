const byNumber = new Intl.Collator('en', { numeric: true });

/** As people number versions: 9 before 10, and calls without a version first. */
export function inOrder<Row extends { promptVersion: string | null }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => byNumber.compare(a.promptVersion ?? '', b.promptVersion ?? ''));
}

export function versionName(version: string | null): string {
  return version === null ? 'no version' : `version ${version}`;
}
