// `npm run parity`: every recipe through every target, which takes minutes; docs/parity.json and docs/parity.md hold what
// was found. `-- --only iris` runs recipes by name and writes nothing.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernels } from './kernels.mjs';
import { preparePython } from './python.mjs';

await buildKernels();
const { python, why } = preparePython();
if (!python) {
  console.error(`No Python for the exported code, because ${why}.`);
  process.exit(1);
}
// The engine's TypeScript runs as it is, which needs Node 22.18 or newer; the project brings Node 24.
const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const node = resolve(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const args = [resolve(root, 'tests/parity/whole/main.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(node, args, {
  stdio: 'inherit',
  env: { ...process.env, PYTHON: python },
});
process.exit(status ?? 1);
