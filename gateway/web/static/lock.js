// Locks a page that nobody uses, where the practice wishes it; the service does so in any case.
(() => {
  "use strict";
  const lock = document.getElementById("lock");
  if (!lock || !lock.dataset.idle) return;
  const idle = Number(lock.dataset.idle) * 60000;
  let used = Date.now();
  for (const name of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(name, () => { used = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(() => { if (Date.now() - used >= idle) lock.submit(); }, 5000);
})();
