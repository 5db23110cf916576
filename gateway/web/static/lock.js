// Locks a page that nobody uses, where the practice wishes it; the service does so in any case.
// What was typed and not sent is sealed before, and is in its form again after the unlocking. The
// key stands in pages of the open log-in alone: neither a locked page nor another log-in has it.
(() => {
  "use strict";
  const lock = document.getElementById("lock");
  if (!lock || !lock.dataset.idle) return;
  const DRAFT = "textback-draft";
  const FIELDS = "input:not([type=hidden], [type=password], [type=search], [type=file]), textarea, select";
  const idle = Number(lock.dataset.idle) * 60000;
  const here = () => location.pathname + location.search;
  let used = Date.now();
  let locking = false;

  function changed(field) {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }

  function typed() {
    const found = [];
    for (const form of document.querySelectorAll("form[method=post]")) {
      const fields = [...form.elements].filter((one) => one.name && one.matches(FIELDS) && changed(one));
      const said = fields.map((one) => [one.name, one.value, Boolean(one.checked)]);
      if (said.length) found.push([form.getAttribute("action"), said]);
    }
    return found;
  }

  function key() {
    const octets = Uint8Array.from(lock.dataset.draft.match(/../g), (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", octets, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async function keep() {
    const found = typed();
    sessionStorage.removeItem(DRAFT);
    if (!found.length || !crypto.subtle) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify([here(), found]));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain));
    sessionStorage.setItem(DRAFT, JSON.stringify([[...iv], [...sealed]]));
  }

  function fill(form, said) {
    for (const [name, value, checked] of said) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        const choice = field.matches("[type=checkbox], [type=radio]");
        if (!choice) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
    for (let one = form; one; one = one.parentElement) {
      if (one.matches("details")) one.open = true;
      if (one.matches("[popover]") && one.showPopover) one.showPopover();
    }
    const note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = `✓ ${lock.dataset.sayKept}`;
    form.prepend(note);
  }

  async function restore() {
    const kept = sessionStorage.getItem(DRAFT);
    if (!kept || !crypto.subtle) return;
    let where, found;
    try {
      const [iv, sealed] = JSON.parse(kept).map((one) => Uint8Array.from(one));
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
      [where, found] = JSON.parse(new TextDecoder().decode(plain));
    } catch {
      // of another log-in
      sessionStorage.removeItem(DRAFT);
      return;
    }
    if (where !== here()) return;
    sessionStorage.removeItem(DRAFT);
    for (const [action, said] of found) {
      const has = (form) => said.every(([name]) => form.elements[name]);
      const form = [...document.forms].find((one) => one.getAttribute("action") === action && has(one));
      if (form) fill(form, said);
    }
  }

  function leave(away) {
    if (locking) return;
    locking = true;
    // nor does anybody read without a line what a locked log-in does not show
    const forget = () => window.offlineStore && window.offlineStore.forget();
    keep().catch(() => {}).then(forget).catch(() => {}).finally(away);
  }

  function lockNow() {
    leave(() => {
      lock.elements.next.value = here();
      lock.submit();
    });
  }

  for (const name of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(name, () => { used = Date.now(); }, { passive: true, capture: true });
  }
  lock.addEventListener("submit", (event) => {
    event.preventDefault();
    lockNow();
  });
  setInterval(() => { if (Date.now() - used >= idle) lockNow(); }, 5000);
  // who types asks the service for nothing: it may lock the log-in before the page does
  document.addEventListener("locked", (event) => {
    event.preventDefault();
    leave(() => location.assign(event.detail));
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const to = event.detail.xhr.getResponseHeader("HX-Redirect") || "";
    if (!to.startsWith("/unlock")) return;
    event.preventDefault();
    leave(() => location.assign(to));
  });
  restore();
})();
