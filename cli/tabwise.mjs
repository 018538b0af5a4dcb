#!/usr/bin/env node
// The command line runs the TypeScript of src/ as it is, which needs Node 22.18 or newer; the project brings Node 24.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('./main.ts');
  // A reader that has enough (head) closes the pipe: that is no error.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await main(process.argv.slice(2));
} else {
  const self = fileURLToPath(import.meta.url);
  const bin = resolve(
    self,
    '../../node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(bin)) {
    console.error(
      `ERROR Node ${process.versions.node} is too old and ${join('node_modules', 'node')} is not installed. Run npm ci, or use Node 24.`,
    );
    process.exitCode = 1;
  } else {
    const run = spawnSync(
      bin,
      ['--disable-warning=ExperimentalWarning', self, ...process.argv.slice(2)],
      { stdio: 'inherit' },
    );
    process.exitCode = run.status ?? 1;
  }
}
