// Makes and uses passkeys (W3C Web Authentication). Without this script, or where the browser has
// no passkeys, their buttons stay hidden; codes and passwords work without it.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  function octets(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  }

  function written(buffer) {
    if (!buffer) return undefined;
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  // the options as they come, with octets in place of text
  function read(text) {
    const options = JSON.parse(text);
    options.challenge = octets(options.challenge);
    if (options.user) options.user.id = octets(options.user.id);
    for (const list of [options.allowCredentials, options.excludeCredentials]) {
      for (const one of list || []) one.id = octets(one.id);
    }
    return options;
  }

  function answer(found) {
    const given = found.response;
    return JSON.stringify({
      id: found.id,
      rawId: written(found.rawId),
      type: found.type,
      response: {
        clientDataJSON: written(given.clientDataJSON),
        attestationObject: written(given.attestationObject),
        authenticatorData: written(given.authenticatorData),
        signature: written(given.signature),
        userHandle: written(given.userHandle),
      },
    });
  }

  async function use(form) {
    const fault = form.querySelector(".wrong");
    try {
      const publicKey = read(form.dataset.options);
      const found = await (form.dataset.passkey === "create"
        ? navigator.credentials.create({ publicKey })
        : navigator.credentials.get({ publicKey }));
      form.elements.credential.value = answer(found);
      form.submit();
    } catch {
      fault.textContent = form.dataset.sayFailed;
      fault.hidden = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.querySelector("button[type=button]").addEventListener("click", () => {
      if (form.reportValidity()) use(form);
    });
  }
})();
