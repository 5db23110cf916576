// The calendar without a line: shows the days that are kept, takes down bookings, moves and
// cancellations, and goes back to the pages of the service once it answers.
(() => {
  "use strict";
  const store = window.offlineStore;
  const root = document.documentElement;
  const main = document.getElementById("main");
  const words = main.dataset;
  const by = (id) => document.getElementById(id);
  root.classList.add("script", "cut");
  const DAY = 86400000;
  let facts = null;
  let rest = null;
  let content = null;
  let mine = [];
  let day = "";
  let dirty = false;
  let pause = 3000;

  function make(name, more = {}, ...inside) {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(more)) {
      if (key.startsWith("on")) one.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) one.setAttribute(key, value);
    }
    one.append(...inside.filter((each) => each !== null && each !== ""));
    return one;
  }
  const locale = () => (rest && rest.locale) || root.lang;
  const bdi = (said) => make("bdi", {}, said);
  const said = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const near = (moment) => new Intl.DateTimeFormat(locale(), {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: facts.zone,
  }).format(new Date(moment));
  const clock = (moment) => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", timeZone: facts.zone }).format(new Date(moment));
  const dated = (name, style) => new Intl.DateTimeFormat(locale(), { ...style, timeZone: "UTC" }).format(new Date(`${name}T00:00Z`));
  const shifted = (name, by_) => new Date(Date.parse(`${name}T00:00Z`) + by_ * DAY).toISOString().slice(0, 10);
  // by the service's clock: the one of this device may be wrong
  const present = () => new Date(Date.parse(facts.asOf) + Date.now() - facts.kept);
  const dayOf = (moment) => new Intl.DateTimeFormat("sv-SE", { timeZone: facts.zone, dateStyle: "short" }).format(moment);
  const today = () => dayOf(present());

  function closed(why) {
    content = rest = null;
    for (const id of ["tools", "day", "sheets"]) by(id).hidden = true;
    by("age").textContent = `◷ ${words.sayOffline}`;
    by("closed").hidden = false;
    by("why").textContent = why;
    by("practice").textContent = "Textback";
    by("said").textContent = "";
    by("people").replaceChildren();
    by("forget").hidden = true;
    document.title = `${words.sayOffline} · Textback`;
  }
  function aged() {
    if (!facts) return;
    const minutes = Math.max(0, Math.round((Date.now() - facts.kept) / 60000));
    const old = new Intl.RelativeTimeFormat(locale()).format(...(minutes < 90 ? [-minutes, "minute"] : [-Math.round(minutes / 60), "hour"]));
    const isToday = dayOf(new Date(facts.asOf)) === today();
    by("age").textContent = `◷ ${said(words.sayAge, { when: isToday ? clock(facts.asOf) : near(facts.asOf), old })}`;
  }

  // what was written about a visit last, and stands nowhere yet
  const about = (id) => mine.filter((one) => one.entry && one.entry.visit === id).at(-1);
  function visit(one) {
    const last = about(one.id);
    const mark = last ? make("b", { class: "open" }, `◷ ${words.sayUnsent}: ${last.entry.time === "x" ? words.sayCancelled : said(words.sayMoved, { when: spoken(last.entry) })}`) : null;
    const phone = one.phone ? make("a", { href: `tel:${one.tel}` }, one.phone) : null;
    const buttons = one.moves && rest.books
      ? make("span", { class: "row" },
        make("button", { type: "button", "aria-label": `${words.sayMove}: ${one.name}, ${one.span}`, onclick: () => open("move", { visit: one }) }, words.sayMove),
        make("button", { type: "button", "aria-label": `${words.sayCancel}: ${one.name}, ${one.span}`, onclick: () => keep({ visit: one.id, time: "x", label: `${one.at} ${one.name}`, who: one.who, day }) }, words.sayCancel))
      : null;
    return make("li", { class: "row" },
      make("b", {}, one.span), " ", bdi(one.name), " ", phone, phone && " ", one.service && make("small", {}, one.service), " ",
      make("span", { class: one.tone }, one.state), one.away ? make("b", { class: "bad" }, ` ▲ ${one.away}`) : null, mark && " ", mark, buttons);
  }
  const spoken = (entry) => {
    const [first, second] = entry.time.split(" ");
    return second ? `${dated(first, { weekday: "short", day: "numeric", month: "short" })} ${second}` : first;
  };
  function free(column, one) {
    const label = `${words.sayFree} ${one.span}`;
    if (!rest.books) return make("li", { class: "quiet" }, label);
    return make("li", {}, make("button", { type: "button", class: "link", onclick: () => open("book", { time: one.at, who: column.who }) }, label));
  }
  function added(one) {
    const { entry } = one;
    return make("li", {}, make("b", {}, entry.time), " ", bdi(entry.q), " ", make("b", { class: "open" }, `◷ ${words.sayUnsent}`));
  }
  function column(one) {
    const name = rest.practitioners.find(([id]) => id === one.who);
    const here = [
      ...one.visits.map((each) => [each.at, visit({ ...each, who: one.who })]),
      ...one.free.map((each) => [each.at, free(one, each)]),
      ...mine.filter(({ entry }) => entry && !entry.visit && entry.day === day && entry.who === one.who).map((each) => [each.entry.time.padStart(5, "0"), added(each)]),
      ...mine.filter(({ entry }) => entry && entry.visit && movedHere(entry) && entry.who === one.who)
        .map(({ entry }) => [entry.time.split(" ")[1], make("li", {}, make("b", {}, entry.time.split(" ")[1]), " ", bdi(entry.label.replace(/^\S+ /, "")), " ", make("b", { class: "open" }, `◷ ${words.sayUnsent}`))]),
    ].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    return make("section", { id: `p-${one.who}`, "aria-labelledby": `n-${one.who}` },
      make("h2", { id: `n-${one.who}` }, bdi(name ? name[1] : "–"), one.away ? make("small", {}, ` ${one.away}`) : null),
      here.length ? make("ul", { class: "rows" }, ...here.map(([, each]) => each)) : make("p", { class: "quiet" }, words.sayNobody));
  }
  const movedHere = (entry) => {
    const last = about(entry.visit);
    return last && last.entry === entry && entry.time.startsWith(`${day} `);
  };

  function unsent() {
    const list = by("unsent");
    by("sheets").hidden = false;
    by("waits").hidden = !mine.length;
    by("many").textContent = mine.length;
    list.replaceChildren(...mine.map((one) => {
      const { entry } = one;
      const what = !entry ? words.saySealed
        : !entry.visit ? said(words.sayBooked, { when: `${dated(entry.day, { day: "numeric", month: "short" })} ${entry.time}`, name: entry.q })
          : `${entry.label}: ${entry.time === "x" ? words.sayCancelled : said(words.sayMoved, { when: spoken(entry) })}`;
      const mayGo = !one.tried || one.refused;
      return make("li", {}, "◷ ", bdi(what), " ",
        one.refused ? make("b", { class: "bad" }, `▲ ${one.refused} `) : one.tried ? make("span", { class: "quiet" }, `${words.sayTried} `) : null,
        mayGo ? make("button", { type: "button", class: "link", "aria-label": `${words.sayDiscard}: ${what}`, onclick: async () => { await store.discard(one.id); await show(); } }, words.sayDiscard) : null);
    }));
  }

  async function show() {
    facts = await store.facts();
    if (await store.leaving()) return closed(words.sayLeft);
    if (!facts) {
      const some = await store.waiting();
      const whose = [...new Set(some.map((one) => one.who))].join(", ");
      return closed(words.sayNothing + (some.length ? ` ${said(words.sayOthers, { many: some.length, who: whose })}` : ""));
    }
    if (facts.wrongClock) return closed(words.sayClock);
    rest = await store.read("rest");
    const names = await store.names();
    if (!rest || !names.length) return closed(words.sayNothing);
    mine = await store.written(facts.owner);
    if (!day) {
      const found = /\/(?:day|week|month)\/(\d{4}-\d\d-\d\d)/.exec(location.pathname) || /[?&]day=(\d{4}-\d\d-\d\d)/.exec(location.search);
      day = found ? found[1] : today();
    }
    content = names.includes(day) ? await store.read(day) : null;
    by("practice").textContent = rest.practice;
    by("title").textContent = dated(day, { weekday: "short", day: "numeric", month: "long" });
    by("title").setAttribute("datetime", day);
    document.title = `${by("title").textContent} · ${words.sayOffline}`;
    by("go-to").value = day;
    [by("go-to").min, by("go-to").max] = [names[0], names.at(-1)];
    for (const [id, by_] of [["before", -1], ["after", 1]]) by(id).disabled = !names.includes(shifted(day, by_));
    for (const id of ["tools", "day"]) by(id).hidden = false;
    by("new").hidden = !rest.books || !by("sheet").hidden;
    by("forget").hidden = false;
    by("closed").hidden = true;
    by("people").replaceChildren(...(content && content.columns.length > 1 ? content.columns.map((one) => {
      const name = rest.practitioners.find(([id]) => id === one.who);
      return make("a", { href: `#p-${one.who}` }, bdi(name ? name[1] : "–"));
    }) : []));
    by("day").replaceChildren(...(content && content.columns.length ? content.columns.map(column) : [make("p", { class: "empty" }, content ? words.sayClosedDay : words.sayNotKept)]));
    unsent();
    aged();
    return null;
  }

  // the form for a booking, or for another time of a visit
  function open(kind, { visit: one = null, time = "", who = null } = {}) {
    const form = by("form");
    form.reset();
    by("sheet").hidden = false;
    by("new").hidden = true;
    form.dataset.visit = one ? one.id : "";
    form.dataset.label = one ? `${one.at} ${one.name}` : "";
    by("form-title").textContent = one ? said(words.sayMoveOf, { name: one.name, when: one.span }) : words.sayNew;
    for (const each of form.querySelectorAll("[data-new]")) each.hidden = Boolean(one);
    form.elements.q.required = !one;
    form.elements.who.replaceChildren(...rest.practitioners.filter(([, , works]) => works).map(([id, name]) => make("option", { value: id, selected: id === (who || (one && one.who)) }, name)));
    form.elements.service.replaceChildren(make("option", { value: "" }, words.sayNoService), ...rest.services.map(([id, name]) => make("option", { value: id }, name)));
    form.elements.day.value = day;
    form.elements.time.value = one ? one.at : time;
    form.dataset.who = one ? one.who : "";
    form.elements.time.focus();
    by("sheet").scrollIntoView({ block: "nearest" });
  }
  function shut() {
    by("sheet").hidden = true;
    by("new").hidden = !(rest && rest.books);
    by("form").reset();
    dirty = false;
  }
  async function keep(entry) {
    try {
      await store.write(entry);
    } catch {
      by("said").textContent = `▲ ${words.sayFailed}`;
      await show();
      return false;
    }
    await show();
    by("said").textContent = `✓ ${words.sayKept}`;
    probe();
    return true;
  }
  by("form").addEventListener("input", () => { dirty = true; });
  by("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = by("form");
    const value = (name) => form.elements[name].value.trim();
    const visit_ = form.dataset.visit;
    const entry = visit_
      ? { visit: visit_, label: form.dataset.label, who: form.dataset.who, day, time: `${value("day")} ${value("time")}` }
      : { q: value("q"), phone: value("phone"), service: value("service"), consent: value("consent"), who: value("who"), day: value("day"), time: value("time") };
    if (await keep(entry)) {
      shut();
      by(visit_ ? "day" : "new").focus();
    }
  });
  by("back").addEventListener("click", () => location.assign(`/day/${day}`));
  by("give-up").addEventListener("click", shut);
  by("new").addEventListener("click", () => open("book"));
  by("before").addEventListener("click", () => { day = shifted(day, -1); show(); });
  by("after").addEventListener("click", () => { day = shifted(day, 1); show(); });
  by("to-today").addEventListener("click", () => { day = today(); show(); });
  by("go-to").addEventListener("change", () => { if (by("go-to").value) { day = by("go-to").value; show(); } });
  by("forget").addEventListener("click", async () => {
    if (mine.length) {
      const asks = by("leaving");
      asks.querySelector("[data-many]").textContent = mine.length;
      asks.returnValue = "";
      asks.showModal();
      await new Promise((resume) => asks.addEventListener("close", resume, { once: true }));
      if (asks.returnValue !== "leave") return;
    }
    shut();
    await store.forget();
    await store.leaving(true);
    await show();
    probe();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return shut();
    if (event.target.closest("input, textarea, select, dialog")) return;
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!link || link.hidden || link.disabled || link.closest("[hidden]")) return;
    event.preventDefault();
    link.click();
  });
  let noted = 0;
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, () => {
      if (Date.now() - noted < 30000) return;
      noted = Date.now();
      store.use().then(() => store.facts()).then((found) => { if (!found && facts) show(); });
    }, { passive: true, capture: true });
  }

  // whether the service answers again; then its page takes the place of this one
  let timer = 0;
  let asking = false;
  async function probe() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const found = await navigator.serviceWorker.ready;
      const said_ = await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => resolve(event.data);
        setTimeout(resolve, 90000, { state: "away" });
        found.active.postMessage({ ask: "renew", stamp: "", used: true }, [port2]);
      });
      if (said_.state === "over") location.assign(said_.to.startsWith("/") ? said_.to : "/login");
      else if (said_.state === "ok") await back();
      else await changed();
    } catch {
      // asked again
    }
    asking = false;
    pause = Math.min(pause * 1.5, 30000);
    timer = setTimeout(probe, pause);
  }
  // the page is drawn anew only where something is different: the focus stays where it is
  async function changed() {
    const told = (some) => some.map((one) => [one.id, one.tried, one.refused].join()).join(" ");
    const found = await store.facts();
    if (Boolean(found) !== Boolean(facts) || (found && told(await store.written(found.owner)) !== told(mine))) await show();
  }
  async function back() {
    // who types goes on, and goes back by the link
    root.classList.remove("cut");
    by("back").hidden = false;
    by("age").textContent = "";
    await show();
    by("age").textContent = "";
    if (dirty && !by("sheet").hidden) return;
    // what the service does not take is to be seen here
    if (location.pathname === "/offline" && mine.some((one) => one.refused)) return;
    if (location.pathname === "/offline") location.replace(`/day/${day || ""}`);
    else location.reload();
  }
  addEventListener("online", () => { pause = 3000; probe(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { pause = 3000; probe(); } });
  setInterval(async () => {
    const found = store && (await store.facts());
    if (facts && !found) await show();
    else if (root.classList.contains("cut")) aged();
  }, 15000);

  if (!store || !navigator.serviceWorker) closed(words.sayCannot);
  else {
    show().catch((error) => {
      closed(`${words.sayUnreadable} (${error})`);
    }).finally(probe);
  }
})();
