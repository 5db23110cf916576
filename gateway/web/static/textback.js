// Live updates and keyboard shortcuts of the pages.
// Without this script every page still works, but does not update by itself.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("script");

  // The name of an event is the id of an element; the data is the element's new content.
  function follow(element) {
    let source = null;
    let seen = element.dataset.seen || "";
    let postponed = 0;
    let again = 0;
    let pause = 2500;
    function renew(event) {
      const target = document.getElementById(event.type);
      if (event.type === "calendar") {
        // what somebody is moving stays in their hand
        clearTimeout(postponed);
        if (target.querySelector(".moving, .drawn")) {
          postponed = setTimeout(renew, 200, event);
          return;
        }
      }
      const before = new Map();
      for (const card of target.querySelectorAll("[id]")) before.set(card.id, card.innerHTML);
      target.innerHTML = event.data;
      seen = event.lastEventId;
      for (const card of target.querySelectorAll(".card")) {
        if (before.size && before.get(card.id) !== card.innerHTML) card.classList.add("changed");
      }
      window.htmx.process(target);
      const open = document.querySelector("#panel article");
      // what somebody is typing is kept: its form is refused if the appointment has changed
      const typing = open && open.querySelector("details[open] form, form :focus");
      if (event.type === "calendar") document.dispatchEvent(new Event("calendar-changed"));
      if (event.type === "calendar" && open && !typing) window.htmx.trigger(open, "refresh");
    }
    function connect() {
      clearTimeout(again);
      source = new EventSource(element.dataset.events + (element.dataset.events.includes("?") ? "&" : "?") + "seen=" + encodeURIComponent(seen));
      source.onopen = () => {
        pause = 2500;
        root.classList.remove("cut");
      };
      source.onerror = () => {
        root.classList.add("cut");
        // a browser connects again by itself, but not after an answer, as a proxy gives it for us
        if (source.readyState !== EventSource.CLOSED) return;
        pause = Math.min(2 * pause, 60000);
        again = setTimeout(connect, pause);
      };
      // the service hears from a page by its asking, not by what it sends
      source.addEventListener("again", () => {
        source.close();
        connect();
      });
      source.addEventListener("gone", () => {
        const to = "/login?next=" + encodeURIComponent(location.pathname + location.search);
        // lock.js leaves by itself, once it has kept what was typed
        if (document.dispatchEvent(new CustomEvent("locked", { cancelable: true, detail: to }))) location.assign(to);
      });
      for (const name of (element.dataset.parts || "counts calendar now").split(" ")) {
        source.addEventListener(name, renew);
      }
    }
    // a hidden page keeps no connection open
    document.addEventListener("visibilitychange", () => {
      clearTimeout(again);
      if (document.hidden) source.close();
      else connect();
    });
    connect();
  }

  function close() {
    const panel = document.getElementById("panel");
    const link = panel && panel.querySelector("[data-close]");
    if (!link) return;
    window.htmx.push(link.href);
    panel.replaceChildren();
  }

  function obey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const keys = document.getElementById("keys");
    if (event.key === "?" && keys && !keys.open) keys.showModal();
    else if (event.key === "Escape") close();
    else {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!link || (keys && keys.open)) return;
      event.preventDefault();
      if (link.matches("input, select, textarea")) link.focus();
      else link.click();
    }
  }

  // the second click of a double click, and a key held down, may hit what has come to stand there
  const acts = (target) => target.closest("form[method=post] :is(button, [type=submit])");
  document.addEventListener("click", (event) => {
    if (event.detail < 2 || !acts(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter" && event.target.closest("form[method=post]:not(:has(textarea:focus))")) event.preventDefault();
  }, true);
  document.addEventListener("keydown", obey);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    close();
  });
  const opened = document.querySelector("#panel article");
  let beside = opened && opened.getAttribute("hx-get");
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = event.detail.target;
    const article = panel.id === "panel" && panel.querySelector("article");
    if (!article || event.detail.requestConfig.elt.matches("article")) return;
    // something else is read from its top, the same stays where it is
    const shown = article.getAttribute("hx-get");
    if (shown !== beside) panel.scrollTop = 0;
    beside = shown;
    (article.querySelector("[data-focus]") || article).focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-empties]");
    if (form && event.detail.successful) form.reset();
    // what could not be fetched is told by no other event
    const renewer = event.detail.elt.closest("#renewed > [hx-get]");
    const { status } = event.detail.xhr || {};
    if (renewer && (status === 0 || status >= 500)) setTimeout(window.htmx.trigger, 3000, renewer, "again");
  });

  const room = document.querySelector(".rooms [aria-current]");
  if (room) {
    const bar = room.parentNode;
    const from = room.offsetLeft - bar.offsetLeft;
    if (from + room.offsetWidth > bar.clientWidth) bar.scrollLeft = from - 40;
  }
  const date = document.getElementById("date");
  if (date) date.addEventListener("change", () => date.value && date.form.submit());
  const first = document.querySelector("#panel [data-focus]");
  if (first) first.focus();
  // the calendar opens at now, or where the day begins; a list has neither
  const now = document.querySelector("#now .now");
  const opens = document.querySelector("[data-opens]");
  if (now && now.offsetParent) now.scrollIntoView({ block: "center", inline: "nearest" });
  else if (opens && opens.offsetParent) opens.scrollIntoView({ block: "start", inline: "nearest" });
  document.querySelectorAll("[data-events]").forEach(follow);
})();
