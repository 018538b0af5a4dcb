/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { base, build, files, prerendered, version } from '$service-worker';

/**
 * After one visit everything works with the network off. Each version has its own cache; an old one is removed only
 * when its last page is closed, because a new worker waits (no skipWaiting unless the page asks).
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
/** Two copies of the app on one origin (sub-paths) keep out of each other's caches. */
const prefix = `tabwise${base}@`;
const cacheName = `${prefix}${version}`;
const isEngine = (path: string): boolean => path.endsWith('.wasm') || path.includes('duckdb');
/** Of the prerendered pages only the first: hosts differ in how they find `/parts` for parts.html. */
const home = prerendered.filter((path) => path === `${base}/`);
const shell = [...build, ...files, ...home];
const fallback = `${base}/404.html`;
const known = new Set([...shell, fallback]);
const immutable = `${base}/_app/immutable/`;

/** Kit lists the pages' files; scripts/after-build.mjs lists those of the workers. */
async function workerFiles(): Promise<string[]> {
  const answer = await fetch(`${base}/workers.json`, { cache: 'no-store' });
  return ((await answer.json()) as string[]).map((file) => `${base}/${file}`);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      const workers = (await workerFiles()).filter((path) => !isEngine(path));
      await cache.addAll([...new Set([...shell, ...workers, fallback])]);
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('message', (event) => {
  if (event.data?.type === 'SKIP_WAITING') void worker.skipWaiting();
  if (event.data === 'keep-engine') event.waitUntil(keepEngine(event.source));
});

/** The table engine is large: kept after the first page is usable, so that it never delays it. */
async function keepEngine(asker: Client | ServiceWorker | MessagePort | null): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const path of (await workerFiles()).filter(isEngine)) await keep(cache, path);
  asker?.postMessage('engine-kept');
}

/** Its name holds its hash, so an older version's copy is as good as a new one. */
async function keep(cache: Cache, path: string): Promise<void> {
  const older = await caches.match(path);
  if (older) await cache.put(path, older);
  else await cache.add(path);
}

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (event.request.mode === 'navigate') event.respondWith(page(event.request, url));
  else if (known.has(url.pathname) || url.pathname.startsWith(immutable))
    event.respondWith(kept(event.request, url));
});

/** What the page that runs exported models must have on every host (scripts/headers.mjs): an origin of its own. */
const framed = `${base}/sandbox.html`;
const framedPolicy = "sandbox allow-scripts; frame-ancestors 'self'";

async function apart(page: Response): Promise<Response> {
  const headers = { 'Content-Type': 'text/html', 'Content-Security-Policy': framedPolicy };
  return new Response(await page.text(), { headers });
}

/** A page from the cache; an app address that no file stands for is the app's own page. */
async function page(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const path = url.pathname.replace(/\/index\.html$/, '/');
  const found = (await cache.match(path)) ?? (await cache.match(fallback));
  if (!found) return fetch(request);
  if (path === framed) return apart(found);
  return url.pathname === `${base}/` || found.status === 200 ? found : fetch(request);
}

async function kept(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const found = await cache.match(url.pathname);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(url.pathname, answer.clone());
  return answer;
}
