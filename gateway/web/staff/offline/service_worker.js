// Shows the page for when there is no line, keeps the days for it, and sends what was written there.
// Of answers nothing is kept but style, scripts, icons and that page, which names no client.
// VERSION, FILES, SHELLS and OURS stand before this, as the service writes them.
"use strict";
const CACHE = `textback-${VERSION}`;
const PATIENCE = 12000;
const GONE = [502, 503, 504];
const CALENDAR = ["", "day", "week", "month", "offline"];
const store = self.offlineStore;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const all = [...FILES, ...Object.values(SHELLS)].map((url) => new Request(url, { cache: "no-cache", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(all)));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("textback-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname + url.search)) event.respondWith(file(request));
  else if (request.mode === "navigate") {
    const [, word] = url.pathname.split("/");
    if (OURS.includes(word) && !/\.[^/]+$/.test(url.pathname)) event.respondWith(page(request, CALENDAR.includes(word)));
  }
});
async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) || fetch(request);
}
// a page is the service's as long as that answers; only of the calendar it is not waited for long
async function page(request, isCalendar) {
  const answer = fetch(request).catch(() => null);
  const late = new Promise((resolve) => { if (isCalendar) setTimeout(resolve, PATIENCE, null); });
  const found = await Promise.race([answer, late]);
  if (found && !(isCalendar && GONE.includes(found.status))) return found;
  return (await shell()) || found || (await answer) || Response.error();
}
async function shell() {
  let language = "";
  try {
    const found = await store.facts();
    language = (found && found.language) || "";
  } catch { /* nothing is kept */ }
  const wanted = [language, ...navigator.languages.map((one) => one.slice(0, 2)), "en"].find((one) => one in SHELLS);
  return (await caches.open(CACHE)).match(SHELLS[wanted]);
}

// one at a time, of all tabs: what is sent keeps its order
let busy = Promise.resolve();
self.addEventListener("message", (event) => {
  const { ask, stamp, used } = event.data;
  if (ask !== "renew") return;
  const work = busy.then(() => renew(stamp, used)).catch((error) => ({ state: "away", why: String(error) }));
  busy = work;
  event.waitUntil(work.then(async (said) => {
    if (event.ports[0]) event.ports[0].postMessage(said);
  }));
});

// the days anew, and what was written sent; says how that went: "ok", "away", "over"
async function renew(stamp, used) {
  const answer = await days(stamp, used);
  if (answer.state !== "ok") return answer;
  const all = await send(answer.said);
  if (!all) return { state: "ok", sent: 0 };
  await days(stamp, used);
  return { state: "ok", sent: all };
}
async function days(stamp, used) {
  const before = await store.epoch();
  const found = await store.facts();
  const known = await store.digests(found ? found.stamp : stamp);
  const asked = new URLSearchParams({ poll: "1", stamp: found ? found.stamp : "", known: known.map((one) => one.join(".")).join(",") });
  const answer = await asks(`/offline/days?${asked}`);
  if (!answer) return { state: "away" };
  if (answer.status === 401) {
    // a way to the log-in: only the service itself says so
    if (!answer.headers.has("HX-Redirect")) return { state: "away" };
    if ((await store.epoch()) === before) await store.forget();
    return { state: "over", to: answer.headers.get("HX-Redirect") };
  }
  const said = await read(answer);
  if (!said) return { state: "away" };
  if (said.closed) {
    await store.forget();
    return { state: "over", to: "/" };
  }
  if (await store.leaving()) {
    // somebody has logged out while there was no line
    const out = await asks("/logout", { method: "POST", body: new URLSearchParams({ csrf: said.csrf }), redirect: "manual" });
    if (!out || out.type !== "opaqueredirect") return { state: "away" };
    await store.leaving(false);
    return { state: "over", to: "/login" };
  }
  await store.keep(before, { ...said, used });
  return { state: "ok", said };
}
async function asks(url, options) {
  try {
    return await fetch(url, { cache: "no-store", redirect: "error", ...options, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(30000) });
  } catch {
    return null;
  }
}
// what answers in our place, as a hotel's network does, is not ours
async function read(answer) {
  if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) return null;
  try {
    const said = await answer.json();
    return said && said.textback === 1 ? said : null;
  } catch {
    return null;
  }
}
async function send(said) {
  let all = 0;
  for (const one of await store.written(said.owner)) {
    if (!one.entry) continue;
    // somebody takes it back, or it is sent: never both
    if (!(await store.mark(one.id, { tried: true, refused: false }))) continue;
    const { label: _label, ...entry } = one.entry;
    const fields = new URLSearchParams({ ...entry, csrf: said.csrf, owner: said.owner, key: one.name });
    const answer = await asks("/offline/entries", { method: "POST", body: fields });
    const told = answer && (await read(answer));
    if (!told) return all;
    if (told.key === one.name) {
      await store.sent(one.id, told.open);
      all += 1;
    } else if (told.refused) await store.mark(one.id, { refused: told.refused });
    else return all;
  }
  return all;
}
