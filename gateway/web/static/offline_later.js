// Loads what prepares the page for when there is no line: at once where the browser keeps it, and
// after the page where it does not, so that a slow line brings first what one waits for.
(() => {
  "use strict";
  const { store, then } = document.currentScript.dataset;
  const AFTER = 4000;
  const load = () => {
    for (const address of [store, then]) {
      const script = document.createElement("script");
      script.src = address;
      script.async = false;
      document.head.append(script);
    }
  };
  if (!navigator.serviceWorker) return;
  if (navigator.serviceWorker.controller) load();
  else addEventListener("load", () => setTimeout(load, AFTER));
})();
