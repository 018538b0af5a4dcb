/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { base, build, files, prerendered, version } from '$service-worker';

/**
 * After one visit everything works with the network off. Each version has its own cache; an old one is removed only
 * when its last page is closed, because a new worker waits (no skipWaiting unless the page asks).
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const cacheName = `tabwise-${version}`;
const isEngine = (path: string): boolean => path.endsWith('.wasm') || path.includes('duckdb');
const shell = [...build, ...files, ...prerendered].filter((path) => !isEngine(path));
const engine = [...build, ...files].filter(isEngine);
const fallback = `${base}/404.html`;
const known = new Set([...shell, ...engine, fallback]);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      await cache.addAll([...shell, fallback]);
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('tabwise-') && name !== cacheName) await caches.delete(name);
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
  for (const path of engine) if (!(await cache.match(path))) await cache.add(path);
  asker?.postMessage('engine-kept');
}

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (event.request.mode === 'navigate') event.respondWith(page(event.request, url));
  else if (known.has(url.pathname)) event.respondWith(kept(event.request, url));
});

/** A page from the cache; an app address that no file stands for is the app's own page. */
async function page(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const path = url.pathname.replace(/\/index\.html$/, '/');
  const found = (await cache.match(path)) ?? (await cache.match(fallback));
  if (!found) return fetch(request);
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
