/**
 * Keeps the page of those who are offline, and the built files, which never change. Pages come from the network as
 * long as there is one; the gateway's API, its health check and its streams never come by here.
 */
/// <reference lib="webworker" />
declare const __OFFLINE_FILES__: readonly string[];

const scope = globalThis as unknown as ServiceWorkerGlobalScope;
const OFFLINE_PAGE = '/offline.html';
const CACHE_PREFIX = 'alcove-';
const CACHE = `${CACHE_PREFIX}${__OFFLINE_FILES__.join()}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(install());
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(removeOthers());
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageOf(request));
  else if (__OFFLINE_FILES__.includes(pathname)) event.respondWith(fileOf(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...__OFFLINE_FILES__]);
  await scope.skipWaiting();
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function pageOf(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await caches.match(OFFLINE_PAGE);
    if (page) return page;
    throw error;
  }
}

async function fileOf(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? (await fetch(request));
}
