// Keeps the look and the knowledge readable without a network. A case is never kept: its pages go to the
// network alone, and without one a short page says so.
"use strict";
const KEPT = [/* kept */];
const NAME = "jiesuo-" + KEPT.join("|").length + KEPT.join("").replace(/[^0-9a-f]/g, "").slice(0, 40);
const KNOWLEDGE = /^\/(en|zh-Hans|ja)\/(know(\/.*)?|about)?$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([...KEPT, "/en/offline", "/zh-Hans/offline", "/ja/offline"])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((found) => found || fetch(request)));
  else if (KNOWLEDGE.test(address.pathname)) event.respondWith(freshElseKept(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offline(address)));
});
async function freshElseKept(request) {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) || offline(new URL(request.url));
  }
}
async function offline(address) {
  const language = ["en", "zh-Hans", "ja"].find((code) => address.pathname.startsWith("/" + code + "/")) || "en";
  return (await caches.match("/" + language + "/offline")) || Response.error();
}
