#!/usr/bin/env node
// Serves build/ as a good static host would: right types, CSP, caching, compression, 404.html for app addresses.
// No dependency: `npm start` and the tests use it.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import {
  csp,
  fetchCsp,
  framed,
  framedCsp,
  mayFetch,
  pageCsp,
  securityHeaders,
} from './headers.mjs';

const root = resolve(fileURLToPath(new URL('../build', import.meta.url)));
const flag = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const port = Number(flag('port', process.env.PORT ?? 4173));

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

if (!existsSync(join(root, 'index.html'))) {
  console.error('There is no build/ to serve. Run `npm run build` first.');
  process.exit(1);
}

const packed = new Map();
const compressible = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.json',
  '.webmanifest',
  '.svg',
  '.wasm',
  '.csv',
  '.txt',
]);

/** The file for an address, or null; never outside build/. */
function fileFor(path) {
  const wanted = normalize(join(root, decodeURIComponent(path)));
  if (wanted !== root && !wanted.startsWith(root + sep)) return null;
  const tries = [wanted, `${wanted}.html`, join(wanted, 'index.html')];
  return tries.find((file) => existsSync(file) && statSync(file).isFile()) ?? null;
}

function headersFor(file) {
  const immutable = file.includes(`${sep}immutable${sep}`);
  const page = extname(file) === '.html';
  const path = file.replaceAll(sep, '/');
  return {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Cache-Control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...securityHeaders,
    // A page carries its own policy with the hashes of its inline script (Kit writes it); both hold.
    'Content-Security-Policy': page
      ? framed.test(path)
        ? framedCsp
        : pageCsp
      : mayFetch.test(path)
        ? fetchCsp
        : csp,
  };
}

/** Brotli once for each file, kept in memory; quality 5 is quick and near the best. */
function compressed(file) {
  const key = `${file}:${statSync(file).mtimeMs}`;
  if (!packed.has(key)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
    packed.set(key, brotliCompressSync(readFileSync(file), { params }));
  }
  return packed.get(key);
}

const server = createServer((request, response) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  let path;
  try {
    path = new URL(request.url ?? '/', 'http://localhost').pathname;
    decodeURIComponent(path);
  } catch {
    response.writeHead(400).end();
    return;
  }
  const found = fileFor(path);
  const file = found ?? join(root, '404.html');
  const asset = !found && extname(path) !== '';
  const status = found ? 200 : asset ? 404 : 200;
  const headers = headersFor(file);
  const accepts = (request.headers['accept-encoding'] ?? '').includes('br');
  if (accepts && compressible.has(extname(file))) {
    const body = compressed(file);
    response.writeHead(status, {
      ...headers,
      'Content-Encoding': 'br',
      'Content-Length': body.length,
      Vary: 'Accept-Encoding',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': statSync(file).size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
});

server.listen(port, () => console.log(`Tabwise is at http://localhost:${port}`));
