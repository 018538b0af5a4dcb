// npm links the commands of dependencies, not a project's own: this makes `npx tabwise` work after `npm ci`.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
if (existsSync(join(root, 'node_modules'))) {
  mkdirSync(bin, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(join(bin, 'tabwise.cmd'), `@node "${join(root, 'cli', 'tabwise.mjs')}" %*\r\n`);
  } else {
    const link = join(bin, 'tabwise');
    rmSync(link, { force: true });
    symlinkSync('../../cli/tabwise.mjs', link);
  }
}

// The kernels are there from the start, so that tests, checks and `npx tabwise` run without a build; a container that
// installs before it copies the sources builds them later.
const kernels = new URL('kernels.mjs', import.meta.url);
if (existsSync(kernels)) await (await import(kernels)).buildKernels();
