import { writePage } from './page.mjs';

await writePage();
