// Prepares the pages for when there is no line: the service worker keeps the days, sealed, and sends
// what was written meanwhile. What ends a log-in, or belongs to another, destroys what is kept.
// Without this script every page is as it is.
(() => {
  "use strict";
  const store = window.offlineStore;
  if (!store || !navigator.serviceWorker) return;
  const out = document.querySelector("form[data-offline]");
  const stamp = out ? out.dataset.offline : "";
  const EVERY = 5 * 60000;
  const SOON = 60000;
  let used = Date.now();
  let noted = 0;
  let at = 0;
  let timer = 0;

  const mine = async () => (await store.waiting()).filter((one) => stamp.startsWith(`${one.owner}.`));
  const worker = navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" })
    .then(() => navigator.serviceWorker.ready).catch(() => null);
  async function renew() {
    clearTimeout(timer);
    timer = setTimeout(renew, EVERY);
    if (document.hidden) return;
    const found = await worker;
    if (!found || !found.active) return;
    at = Date.now();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = tell;
    found.active.postMessage({ ask: "renew", stamp, used: at - used < EVERY }, [port2]);
  }
  // what was sent, and what the service does not take: nobody has to look for it
  async function tell() {
    const found = await store.told();
    const refused = (await mine()).filter((one) => one.refused).length;
    if (!found && !refused) return;
    const before = document.getElementById("sent-note");
    if (before) before.remove();
    const note = document.createElement("p");
    note.id = "sent-note";
    note.className = refused || found.open ? "wrong" : "good";
    note.setAttribute("role", "status");
    const leads = (href, said) => {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = said;
      note.append(link, " ");
    };
    if (found) note.append(`✓ ${out.dataset.saySent}: ${found.sent}. `);
    if (found && found.open) leads("/catch-up", `▲ ${out.dataset.sayOpen}: ${found.open}`);
    if (refused) leads("/offline", `▲ ${out.dataset.sayRefused}: ${refused}`);
    (document.querySelector(".desk") || document.querySelector("main")).before(note);
  }
  // a note of use a minute, as the service takes one
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, () => {
      used = Date.now();
      if (used - noted < SOON || !stamp) return;
      noted = used;
      store.use().catch(() => {});
    }, { passive: true, capture: true });
  }

  async function begin() {
    const found = await store.facts();
    if (!stamp) {
      // nobody is logged in, or the log-in is locked
      await store.forget();
      await store.leaving(false);
      await waits();
      return;
    }
    if (await store.leaving()) {
      // somebody has logged out while there was no line
      await store.forget();
      out.submit();
      return;
    }
    if (found && found.stamp !== stamp) await store.forget();
    await store.use();
    for (const link of document.querySelectorAll("[data-without-line]")) link.hidden = false;
    tell();
    const unsent = (await mine()).length;
    const old = !found || found.stamp !== stamp || Date.now() - found.kept >= EVERY || found.language !== document.documentElement.lang;
    if (unsent || old) renew();
    else timer = setTimeout(renew, EVERY - (Date.now() - found.kept));
    // what changes meanwhile is read within a minute
    document.addEventListener("calendar-changed", () => {
      clearTimeout(timer);
      timer = setTimeout(renew, Math.max(0, at + SOON - Date.now()));
    });
    addEventListener("online", renew);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - at >= EVERY) renew(); });
  }
  // at the door: whose entries wait here, by the names of staff
  async function waits() {
    const door = document.querySelector("[data-say-waits]");
    const whose = [...new Set((await store.waiting()).map((one) => one.who))];
    if (!door || !whose.length) return;
    const note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = `◷ ${door.dataset.sayWaits}: ${whose.join(", ")}`;
    door.before(note);
  }

  async function leave(form) {
    const asks = document.getElementById("leaving");
    const many = stamp ? (await mine()).length : 0;
    if (many && asks) {
      asks.querySelector("[data-many]").textContent = many;
      asks.returnValue = "";
      asks.showModal();
      await new Promise((resume) => asks.addEventListener("close", resume, { once: true }));
      if (asks.returnValue !== "leave") return;
    }
    await store.forget();
    await store.leaving(true);
    form.submit();
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action='/logout']") || event.defaultPrevented) return;
    event.preventDefault();
    leave(event.target).catch(() => event.target.submit());
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "lock" || event.defaultPrevented) return;
    event.preventDefault();
    store.forget().catch(() => {}).finally(() => event.target.submit());
  });
  begin().catch(() => {});
})();
