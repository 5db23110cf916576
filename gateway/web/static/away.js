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
})();
