/** `npm run lockfile`, after every `npm install`: see lockfile.ts. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { completeLockfile, type Lockfile, missingEntries } from './lockfile.ts';

const FILE = join(import.meta.dirname, '..', 'package-lock.json');
const lockfile = JSON.parse(await readFile(FILE, 'utf8')) as Lockfile;
const missing = missingEntries(lockfile);
if (missing.length > 0) await writeFile(FILE, `${JSON.stringify(completeLockfile(lockfile), null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} optional packages added`);
