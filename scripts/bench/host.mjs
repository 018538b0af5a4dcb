// Our side's place: the engine bundled for a worker, served with the product's own policy, in Chromium.
import { copyFileSync, createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { chromiumArgs, chromiumPath } from '../browser.mjs';
import { csp, securityHeaders } from '../headers.mjs';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
const hashWorker = fileURLToPath(new URL('../../src/lib/workers/hash.worker.ts', import.meta.url));

/** `import path from 'x.wasm?url'` as Vite has it: the file is copied and its address imported. */
const urlImports = (folder) => ({
  name: 'url-imports',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\?url$/ }, async ({ path, resolveDir, kind }) => {
      const found = await resolve(path.replace(/\?url$/, ''), { resolveDir, kind });
      return { path: found.path, namespace: 'url', errors: found.errors };
    });
    onLoad({ filter: /.*/, namespace: 'url' }, ({ path }) => {
      copyFileSync(path, join(folder, basename(path)));
      return { contents: `export default ${JSON.stringify(`/${basename(path)}`)};` };
    });
  },
});

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

// The peers' worker may make code from text, which an old ml-matrix below ml-svm does; ours may not.
const page = `
const workers = {};
const start = (address) => new Worker(address, { type: 'module' });
globalThis.restart = () => {
  workers['/worker.js']?.terminate();
  delete workers['/worker.js'];
};
// Helpers of the first worker's fits, each at the end of a port of its own.
globalThis.helpers = (count) => {
  const ports = Array.from({ length: count }, (_, k) => {
    const helper = (workers['helper ' + k] ??= start('/worker.js'));
    const { port1, port2 } = new MessageChannel();
    helper.postMessage(['join', port2], [port2]);
    return port1;
  });
  workers['/worker.js'].postMessage(['crew', ports], ports);
};
globalThis.ask = (address, message) => new Promise((resolve, reject) => {
  const worker = (workers[address] ??= start(address));
  worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
  worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.answer));
  worker.postMessage(message);
});
`;

/**
 * Starts Chromium on `folder` with a worker.
 * @param entry the worker's source
 * @returns ask(act, …args), askPeer the same of the JavaScript peers' worker, helpers(n) for the next
 *   fit, restart() for another worker, the browser's version, close()
 */
export async function openHost(folder, { entry = worker } = {}) {
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>bench</title><script src="/page.js"></script>',
  );
  writeFileSync(join(folder, 'page.js'), page);
  await build({
    entryPoints: { worker: entry, 'hash.worker': hashWorker },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // ml-random-forest's generator knows Node's crypto and never calls it here.
    external: ['crypto'],
    logLevel: 'error',
    plugins: [urlImports(folder)],
  });
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
    const asked = pathname === '/' ? 'index.html' : basename(pathname);
    // A worker starts another by the name of its source.
    const file = join(folder, asked.replace(/\.ts$/, '.js'));
    const headers = {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy':
        search === '?peer' ? csp.replace("'wasm-unsafe-eval'", "'unsafe-eval'") : csp,
      ...securityHeaders,
    };
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { ...headers, 'Content-Length': statSync(file).size });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = chromiumPath();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: chromiumArgs,
  });
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  return {
    version: browser.version(),
    ask: (...message) => tab.evaluate((m) => globalThis.ask('/worker.js', m), message),
    askPeer: (...message) => tab.evaluate((m) => globalThis.ask('/worker.js?peer', m), message),
    helpers: (count) => tab.evaluate((n) => globalThis.helpers(n), count),
    restart: () => tab.evaluate(() => globalThis.restart()),
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
