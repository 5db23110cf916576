// The list of visits in absences: whom not to tell, as it was chosen, outlives a renewed list.
// Without this script the list is renewed only when a form is sent.
(() => {
  "use strict";
  const chosen = new Map();
  document.addEventListener("change", (event) => {
    if (event.target.name === "tell") chosen.set(event.target.id, event.target.checked);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of document.querySelectorAll("#work [name=tell]")) {
      if (chosen.has(box.id)) box.checked = chosen.get(box.id);
    }
  });
  // A list renewed while a form is on its way would take the place in which the answer is put, with
  // its toast: it waits for the answer. Of two renewals, the later one counts.
  let sent = 0;
  let owed = false;
  let reading = null;
  const late = new WeakSet();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb === "get") {
      if (reading) late.add(reading);
      reading = sent ? null : event.detail.xhr;
      if (!sent) return;
      event.preventDefault();
      owed = true;
    } else {
      sent += 1;
      owed = owed || Boolean(reading);
      if (reading) late.add(reading);
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (late.has(event.detail.xhr)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr === reading) reading = null;
    if (event.detail.requestConfig.verb === "get") return;
    sent -= 1;
    if (sent || !owed) return;
    owed = false;
    const renewed = document.getElementById("renewed");
    renewed.innerHTML = renewed.innerHTML;
    window.htmx.process(renewed);
  });
})();
