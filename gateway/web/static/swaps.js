// What htmx does on other pages, as far as the calendar needs it: links, forms and fields with
// hx-get or hx-post change a part of the page. htmx alone would be more than half of what a slow
// line carries for a day. Without this script links and forms work as they are.
(() => {
  "use strict";
  const MARK = { swapped: true };
  const running = new Map();
  const typed = new WeakMap();
  const timers = new WeakMap();

  function swap(target, content, how) {
    const focused = document.activeElement && document.activeElement.id;
    for (const part of content.querySelectorAll("[hx-swap-oob]")) {
      part.remove();
      document.getElementById(part.id).replaceChildren(...part.childNodes);
    }
    if (how === "outerHTML") target.replaceWith(content);
    else if (how !== "none") target.replaceChildren(content);
    const again = focused && document.getElementById(focused);
    if (again && document.activeElement === document.body) again.focus();
  }
  function push(url) {
    history.replaceState(MARK, "");
    history.pushState(MARK, "", url);
  }
  async function ask(method, url, { source = document.body, target, values, how, part }) {
    const before = running.get(source);
    // pressed twice, it is done once; of questions the last counts
    if (before && source.matches("form")) return;
    if (before) before.abort();
    const own = new AbortController();
    running.set(source, own);
    const fields = new URLSearchParams(values);
    const asks = method === "GET" && String(fields);
    let answer = null;
    let html = "";
    try {
      answer = await fetch(asks ? `${url}?${asks}` : url, {
        method, signal: own.signal, body: method === "GET" ? undefined : fields,
        headers: { "HX-Request": "true", "HX-Current-URL": location.href },
      });
      html = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      document.documentElement.classList.add("cut");
    } finally {
      if (running.get(source) === own) running.delete(source);
    }
    // what was to be renewed has made room for something else meanwhile
    if (!answer || (source.matches("article") && !source.isConnected)) return;
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) {
      // lock.js leaves by itself, once it has kept what was typed
      const left = elsewhere.startsWith("/unlock")
        && !document.dispatchEvent(new CustomEvent("locked", { cancelable: true, detail: elsewhere }));
      if (!left) location.assign(elsewhere);
      return;
    }
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const whole = holder.content;
    const content = answer.ok ? (part ? whole.querySelector(part) : whole) : whole.querySelector("main");
    if (content) swap(answer.ok ? target : document.getElementById("panel"), content, answer.ok ? how : "");
    const shown = answer.ok && answer.headers.get("HX-Push-Url");
    if (shown) push(shown);
    const detail = { target, elt: source, successful: answer.ok, requestConfig: { elt: source } };
    for (const name of ["htmx:afterSwap", "htmx:afterRequest"]) {
      document.dispatchEvent(new CustomEvent(name, { detail }));
    }
  }
  const said = (element, name) => {
    const there = element.closest(`[${name}]`);
    return there && there.getAttribute(name);
  };
  function act(source, method, values) {
    ask(method, source.getAttribute(method === "GET" ? "hx-get" : "hx-post"), {
      source, values, target: document.querySelector(said(source, "hx-target") || "#panel"),
      how: said(source, "hx-swap"), part: said(source, "hx-select"),
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hx-get]");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    act(link, "GET");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const { submitter } = event;
    // a button that leads to a page of its own is left to the browser
    if (!form.matches("[hx-post]") || event.defaultPrevented || (submitter && submitter.hasAttribute("formaction"))) return;
    event.preventDefault();
    const values = new FormData(form);
    if (submitter && submitter.name) values.append(submitter.name, submitter.value);
    act(form, "POST", values);
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches("select[hx-post]")) return;
    const values = new FormData(field.form);
    const more = JSON.parse(field.getAttribute("hx-vals") || "{}");
    for (const name of Object.keys(more)) values.append(name, more[name]);
    act(field, "POST", values);
  });
  function type(event) {
    const field = event.target;
    if (!field.matches("input[hx-get]")) return;
    const look = () => {
      if (event.type === "input" && typed.get(field) === field.value) return;
      typed.set(field, field.value);
      act(field, "GET", { [field.name]: field.value });
    };
    clearTimeout(timers.get(field));
    const [, wait] = /delay:(\d+)/.exec(field.getAttribute("hx-trigger"));
    timers.set(field, setTimeout(look, event.type === "input" ? wait : 0));
  }
  document.addEventListener("input", type);
  document.addEventListener("search", type, true);
  document.addEventListener("refresh", (event) => event.target.matches("[hx-get]") && act(event.target, "GET"));
  addEventListener("popstate", (event) => {
    if (event.state && event.state.swapped) location.reload();
  });

  window.htmx = {
    push,
    process() {},
    trigger(element, name) { element.dispatchEvent(new CustomEvent(name, { bubbles: true })); },
    ajax(method, url, { target, values }) {
      ask(method, url, { target: document.querySelector(target), values });
    },
  };
})();
