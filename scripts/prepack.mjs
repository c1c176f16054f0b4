// A package carries the licence and the changelog of the repository.
import { copyFileSync } from 'node:fs';

for (const file of ['LICENSE', 'CHANGELOG.md']) {
  copyFileSync(new URL(`../${file}`, import.meta.url), file);
}
