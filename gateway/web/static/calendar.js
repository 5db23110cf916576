// The calendar by mouse and by keyboard: a click on free time books there, dragging over it blocks
// it, and an appointment is dragged, or moved by m, the arrow keys and Enter.
// Without this script the same is done by links and forms.
(() => {
  "use strict";
  const ROW = 5;
  const FAR = 8;
  const FOLDED = 6 * ROW;
  const board = document.getElementById("calendar");
  const place = document.getElementById("place");
  if (!board || !place) return;
  let held = null;
  let dragged = false;

  const grid = () => {
    const lanes = board.querySelector(".lanes");
    const { u, start, step, zone, folds } = lanes.dataset;
    const pairs = (folds || "").split(" ").filter(Boolean).map((one) => one.split("-").map(Number));
    return { pixels: u / ROW, start: +start, step: +step, zone, folds: pairs };
  };
  // where a minute stands, and which minute stands there: hours in which nobody works are folded
  const topOf = (minute) => {
    const { pixels, start, folds } = grid();
    const folded = ([a, b]) => Math.max(0, Math.min(minute, b) - a) * (1 - FOLDED / (b - a));
    return folds.reduce((there, fold) => there - folded(fold), minute - start) * pixels;
  };
  const minuteOf = (top) => {
    const { pixels, start, folds } = grid();
    const unfold = (at, [a, b]) => at + Math.min(Math.max(0, at - a) / FOLDED, 1) * (b - a - FOLDED);
    return folds.reduce(unfold, start + top / pixels);
  };
  const clock = (minutes) =>
    new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: grid().zone,
    }).format(minutes * 60000);
  const iso = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 16) + "Z";
  const columns = () => [...board.querySelectorAll(".column")];
  const nameOf = (column) => column.querySelector(".head bdi").textContent;
  const minuteAt = (lane, y) => {
    const { start, step } = grid();
    const there = minuteOf(y - lane.getBoundingClientRect().top) - start;
    return start + Math.floor(there / step) * step;
  };
  // on a phone the day is a list, in which a place says nothing about the time
  const isList = (target) => {
    const block = target.closest("#calendar .block");
    return block && getComputedStyle(block).position === "static";
  };
  const say = (words) => { place.textContent = words; };
  const open = (url) => window.htmx.ajax("GET", url, { target: "#panel" });

  // an appointment that is held: where it was, and where it would be put
  function hold(card) {
    const column = card.closest(".column");
    const from = Math.round(minuteOf(card.offsetTop));
    held = { card, column, from, to: from, home: column };
    card.classList.add("moving");
    show();
  }
  function show() {
    const { card, from, to, home, column } = held;
    const x = column.getBoundingClientRect().left - home.getBoundingClientRect().left;
    card.style.transform = `translate(${x}px,${topOf(to) - topOf(from)}px)`;
    card.dataset.at = clock(to);
  }
  function letGo() {
    if (!held) return;
    held.card.classList.remove("moving");
    held.card.style.transform = "";
    delete held.card.dataset.at;
    held = null;
  }
  function put() {
    const { card, column, home, from, to } = held;
    letGo();
    if (!card.isConnected || (column === home && from === to)) return;
    window.htmx.ajax("POST", `/appointment/${card.id.slice(2)}/move`, {
      target: "#panel",
      values: {
        csrf: document.querySelector("input[name=csrf]").value,
        version: card.dataset.v, at: iso(to), practitioner: column.dataset.who, tell: "on",
      },
    });
  }

  // dragging, with a mouse or a pen: a finger scrolls
  document.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return;
    dragged = false;
    const card = event.target.closest("#calendar .card[data-v]");
    const free = event.target.closest("#calendar .free a");
    if (isList(event.target)) return;
    if (card) drag(event, card);
    else if (free) draw(event, free);
  });
  function follow(move, end) {
    const stop = (event) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", stop);
      document.removeEventListener("pointercancel", stop);
      document.removeEventListener("keydown", give, true);
      end(event && event.type === "pointerup");
    };
    const give = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      stop(null);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", stop);
    document.addEventListener("pointercancel", stop);
    document.addEventListener("keydown", give, true);
  }
  function drag(down, card) {
    const { step, start } = grid();
    follow((event) => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (!held && far < FAR) return;
      if (!held) hold(card);
      dragged = true;
      const to = minuteOf(topOf(held.from) + event.clientY - down.clientY);
      held.to = start + Math.round((to - start) / step) * step;
      const over = columns().find((one) => {
        const { left, right } = one.getBoundingClientRect();
        return left <= event.clientX && event.clientX < right;
      });
      held.column = over || held.column;
      show();
    }, (dropped) => {
      if (held && dropped) put();
      else letGo();
    });
  }
  function draw(down, free) {
    const lane = free.closest(".lane");
    const { step } = grid();
    const first = minuteAt(lane, down.clientY);
    let drawn = null;
    let since = first;
    let until = first + step;
    follow((event) => {
      if (!drawn && Math.abs(event.clientY - down.clientY) < FAR) return;
      if (!drawn) {
        dragged = true;
        drawn = document.createElement("li");
        drawn.className = "drawn";
        lane.append(drawn);
      }
      const there = minuteAt(lane, event.clientY);
      since = Math.min(first, there);
      until = Math.max(first, there) + step;
      drawn.style.top = `${topOf(since)}px`;
      drawn.style.height = `${topOf(until) - topOf(since)}px`;
      drawn.dataset.at = `${clock(since)}–${clock(until)}`;
    }, (dropped) => {
      if (!drawn) return;
      drawn.remove();
      if (!dropped) return;
      const who = lane.closest(".column").dataset.who;
      open(`/blocks/new?practitioner=${who}&since=${iso(since)}&until=${iso(until)}`);
    });
  }
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest("#calendar")) event.preventDefault();
  });

  // a click: on free time it books at the time below the pointer
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#calendar .lane a");
    if (!link) return;
    if (dragged) {
      event.preventDefault();
      event.stopPropagation();
      dragged = false;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.closest(".blocked")) {
      event.preventDefault();
      open(link.getAttribute("href"));
    } else if (link.closest(".card")) {
      event.preventDefault();
      open(`/appointment/${link.closest(".card").id.slice(2)}`);
    } else if (link.closest(".free")) {
      event.preventDefault();
      const url = new URL(link.href);
      const earliest = Date.parse(url.searchParams.get("at")) / 60000;
      // by the keyboard there is no pointer: the beginning is meant
      const clicked = event.detail && !isList(link) ? minuteAt(link.closest(".lane"), event.clientY) : earliest;
      const moved = url.searchParams.get("appointment");
      url.searchParams.set("at", iso(Math.max(clicked, earliest)));
      open((moved ? `/appointment/${moved}` : url.pathname) + url.search);
    }
  }, true);

  // by keyboard: m takes an appointment up, the arrow keys carry it, Enter puts it down
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!held) {
      if (event.key !== "m" || event.target.closest("input, textarea, select")) return;
      const card = event.target.closest("#calendar .card[data-v]");
      const form = document.querySelector("#panel [data-move]");
      if (card) {
        hold(card);
        say(place.dataset.sayBegun);
      } else if (form) {
        form.click();
        form.closest("details").querySelector("input[type=date]").focus();
      } else return;
      event.preventDefault();
      return;
    }
    const { step } = grid();
    const all = columns();
    const at = all.indexOf(held.column);
    const acts = {
      ArrowUp: () => { held.to -= step; },
      ArrowDown: () => { held.to += step; },
      ArrowLeft: () => { held.column = all[Math.max(0, at - 1)]; },
      ArrowRight: () => { held.column = all[Math.min(all.length - 1, at + 1)]; },
    };
    if (event.key === "Enter") put();
    else if (event.key === "Escape") {
      letGo();
      say(place.dataset.sayGivenUp);
    } else if (acts[event.key]) {
      acts[event.key]();
      show();
      say(`${clock(held.to)}, ${nameOf(held.column)}`);
    } else if (event.key !== "Tab") return;
    else letGo();
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
