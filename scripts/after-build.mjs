// Kit's service worker knows the pages' files but not those of Vite's workers: this lists them for it.
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = resolve(fileURLToPath(new URL('../build', import.meta.url)));
const folder = '_app/immutable/workers';
const files = readdirSync(join(build, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(build.length + 1)
      .replaceAll('\\', '/'),
  )
  .sort();
if (!files.some((file) => file.endsWith('.wasm')))
  throw new Error(`No table engine in ${folder}: the app would not work offline.`);
writeFileSync(join(build, 'workers.json'), JSON.stringify(files));
