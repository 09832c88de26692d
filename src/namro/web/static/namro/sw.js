// The service worker: network first; without one, the page kept for that. SHELL and VERSION come from the view.
// Keeps nothing that belongs to a person: no page of the server, no answer of the API, nothing that was posted.
"use strict";

const STORE = `namro-${VERSION}`;
const PAGE = SHELL[0];
const SLOW = 10_000;
const FORM = /^\/bao-cao\/\d+\/dien\/$/;

self.addEventListener("install", event => {
  // Without credentials: the page is kept as anyone would get it.
  const wanted = SHELL.map(url => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(STORE).then(store => store.addAll(wanted)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", event => {
  const old = names => Promise.all(names.filter(name => name !== STORE).map(name => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

const kept = () => caches.match(PAGE);
/** A form whose page takes too long opens from the phone; any other page is waited for. */
function opened(request, path) {
  const asked = fetch(request);
  if (request.method !== "GET" || !FORM.test(path)) return asked.catch(kept);
  const late = new Promise(done => setTimeout(async () => done((await kept()) ?? asked), SLOW));
  return Promise.race([asked.catch(kept), late]);
}

self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (event.request.mode === "navigate") event.respondWith(opened(event.request, url.pathname));
  else if (SHELL.includes(url.pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(url.pathname)));
});
