// The calendar by mouse and by keyboard: a click on free time books there, dragging over it blocks
// it, and an appointment is dragged, or moved by m, the arrow keys and Enter.
// Without this script the same is done by links and forms.
(() => {
  "use strict";
  const ROW = 5;
  const FAR = 8;
  const board = document.getElementById("calendar");
  const place = document.getElementById("place");
  if (!board || !place) return;
  let held = null;
  let dragged = false;

  const grid = () => {
    const lanes = board.querySelector(".lanes");
    const { u, start, step, zone } = lanes.dataset;
    return { pixels: u / ROW, start: +start, step: +step, zone };
  };
  const clock = (minutes) =>
    new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: grid().zone,
    }).format(minutes * 60000);
  const iso = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 16) + "Z";
  const columns = () => [...board.querySelectorAll(".column")];
  const nameOf = (column) => column.querySelector(".head bdi").textContent;
  const minuteAt = (lane, y) => {
    const { pixels, start, step } = grid();
    const there = (y - lane.getBoundingClientRect().top) / pixels;
    return { exact: start + there, below: start + Math.floor(there / step) * step };
  };
  // on a phone the day is a list, in which a place says nothing about the time
  const isList = (target) => {
    const block = target.closest("#calendar .block");
    return block && getComputedStyle(block).position === "static";
  };
  const say = (words) => { place.textContent = words; };
  const open = (url, push) => window.htmx.ajax("GET", url, { target: "#panel", push });

  // an appointment that is held: where it was, and where it would be put
  function hold(card) {
    const column = card.closest(".column");
    const { pixels, start } = grid();
    const from = start + Math.round(card.offsetTop / pixels);
    held = { card, column, from, to: from, home: column };
    card.classList.add("moving");
    show();
  }
  function show() {
    const { card, from, to, home, column } = held;
    const x = column.getBoundingClientRect().left - home.getBoundingClientRect().left;
    card.style.transform = `translate(${x}px,${(to - from) * grid().pixels}px)`;
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
    const { step, pixels, start } = grid();
    follow((event) => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (!held && far < FAR) return;
      if (!held) hold(card);
      dragged = true;
      const to = held.from + (event.clientY - down.clientY) / pixels;
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
    const { step, pixels, start } = grid();
    const first = minuteAt(lane, down.clientY).below;
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
      const there = minuteAt(lane, event.clientY).below;
      since = Math.min(first, there);
      until = Math.max(first, there) + step;
      drawn.style.top = `${(since - start) * pixels}px`;
      drawn.style.height = `${(until - since) * pixels}px`;
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
      open(`/appointment/${link.closest(".card").id.slice(2)}`, link.href);
    } else if (link.closest(".free")) {
      event.preventDefault();
      const url = new URL(link.href);
      const earliest = Date.parse(url.searchParams.get("at")) / 60000;
      // by the keyboard there is no pointer: the beginning is meant
      const clicked = event.detail && !isList(link) ? minuteAt(link.closest(".lane"), event.clientY).below : earliest;
      open(`${url.pathname}?practitioner=${url.searchParams.get("practitioner")}&at=${iso(Math.max(clicked, earliest))}`);
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
