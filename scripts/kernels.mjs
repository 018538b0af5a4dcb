// Compiles the AssemblyScript kernels to wasm SIMD, as text that a worker can start without a request. Does nothing
// when the sources are those of the last time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(fileURLToPath(new URL('../src/lib/engine/kernels', import.meta.url)));
const sources = join(folder, 'assembly');
const target = join(folder, 'built.ts');
const flags = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--maximumMemory',
  '65536',
];

/** @returns whether anything was compiled */
export async function buildKernels() {
  const hash = createHash('sha256').update(flags.join(' '));
  const names = readdirSync(sources)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  for (const name of names) hash.update(name).update(readFileSync(join(sources, name)));
  const mark = `// ${hash.digest('hex')}`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) return false;
  const { default: asc } = await import('assemblyscript/asc');
  let wasm = null;
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      const path = resolve(sources, base ?? '', name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (_name, content) => void (wasm = content),
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  const text = Buffer.from(wasm).toString('base64');
  writeFileSync(target, `${mark}\nexport const wasm =\n  '${text}';\n`);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const began = performance.now();
  if (await buildKernels())
    console.log(`kernels: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
