// Copying in from paper: each Enter is sent behind the page, in order, each once by its key, and the
// next line can be typed meanwhile. What the service has not answered for is shown, and tried again.
// Without this script each line is a form of its own.
(() => {
  "use strict";
  const form = document.getElementById("copy");
  const unsent = document.getElementById("unsent");
  const queue = [];
  let busy = false;
  const lines = () => [...form.querySelectorAll("[name^=line-]")];
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

  function shown(fields) {
    const item = document.createElement("li");
    const said = [...fields].filter(([name, value]) => value && /^(time|q|phone|line-)/.test(name));
    item.textContent = `◷ ${said.map(([, value]) => value).join(" ")} – ${form.dataset.sayWaits}`;
    unsent.append(item);
    return item;
  }
  function put(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const states = holder.content.querySelector("#states");
    if (!states) return false;
    for (const one of states.children) {
      const cell = document.getElementById(`s-${one.dataset.line}`);
      if (cell) cell.replaceChildren(...one.childNodes);
    }
    states.remove();
    const copied = document.getElementById("copied");
    // what somebody settles stays under their hands
    if (!copied.contains(document.activeElement)) copied.replaceChildren(holder.content);
    return true;
  }
  // somebody has logged in again in another window
  async function renewed(fields) {
    const html = await (await fetch(location.href)).text();
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("#copy [name=csrf]");
    if (!found) return;
    fields.set("csrf", found.value);
    form.elements.csrf.value = found.value;
  }
  async function stored(fields) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, headers: { "HX-Request": "true" } });
      if (answer.ok && put(await answer.text())) return true;
      if (answer.status === 401 || answer.status === 403) await renewed(fields);
    } catch {
      // tried again
    }
    return false;
  }
  async function send() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const [{ fields, item }] = queue;
      const done = await stored(fields);
      document.documentElement.classList.toggle("cut", !done);
      if (done) {
        queue.shift();
        item.remove();
      } else {
        await new Promise((resume) => setTimeout(resume, 2000));
      }
    }
    busy = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    const typed = [...fields].some(([name, value]) => value.trim() && /^(time|q|phone|client|line-)/.test(name));
    if (!typed) return;
    const all = lines();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? form.elements.time : all[at + 1] || form.elements.time;
    queue.push({ fields, item: shown(fields) });
    for (const one of [form.elements.time, form.elements.q, form.elements.phone, ...all]) one.value = "";
    for (const one of ["service", "consent"]) form.elements[one].selectedIndex = 0;
    form.elements.came.checked = false;
    document.getElementById("found").replaceChildren();
    form.elements.key.value = fresh();
    next.focus();
    send();
  });
  addEventListener("beforeunload", (event) => queue.length && event.preventDefault());
})();
