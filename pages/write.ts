/** `npm run docs`: writes what of the documentation is made from the program. */
import { writeFile } from 'node:fs/promises';
import { madePages } from './pages.ts';

for (const [path, text] of await madePages(process.cwd())) await writeFile(path, text);
