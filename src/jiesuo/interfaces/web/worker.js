// Keeps the look and the knowledge readable without a network. A case is never kept: its pages go to the
// network alone, and without one a short page says so. Nothing with a query is kept either: it may have been
// typed.
"use strict";
const KEPT = [/* kept */];
const NAME = "jiesuo-/* mark */";
const LANGUAGES = ["en", "zh-Hans", "ja"];
const KNOWLEDGE = /^\/(en|zh-Hans|ja)\/(know(\/[\w.-]+)*|about)?$/;
const PATIENCE = 4000; // ms: a page at hand is better than a network that hangs

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()).then(keepWhatIsOpen));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(keptElseFresh(request));
  else if (KNOWLEDGE.test(address.pathname) && !address.search) event.respondWith(freshElseKept(event));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offline(address)));
});

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll([...KEPT, ...LANGUAGES.map((code) => "/" + code + "/offline")]);
}
async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
}
// The first visit began before this worker did.
async function keepWhatIsOpen() {
  const cache = await caches.open(NAME);
  const open = (await self.clients.matchAll()).map((client) => new URL(client.url));
  const known = open.filter((address) => KNOWLEDGE.test(address.pathname) && !address.search);
  await Promise.all(known.map((address) => cache.add(address.pathname).catch(() => {})));
}
async function keptElseFresh(request) {
  return (await caches.match(request)) || fetch(request);
}
async function freshElseKept(event) {
  const { request } = event;
  const cache = await caches.open(NAME);
  const known = await cache.match(request.url);
  const fresh = fetch(request).then(async (answer) => {
    const copy = answer.ok && !answer.redirected && answer.clone();
    if (copy) await cache.put(request.url, copy);
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  if (!known) return fresh.catch(() => offline(new URL(request.url)));
  const late = new Promise((resolve) => setTimeout(() => resolve(known), PATIENCE));
  return Promise.race([fresh.catch(() => known), late]);
}
async function offline(address) {
  const language = LANGUAGES.find((code) => address.pathname.startsWith("/" + code + "/")) || "en";
  return (await caches.match("/" + language + "/offline")) || Response.error();
}
