// What a browser keeps of the calendar for when there is no line, sealed: the days that were last
// read, and what was written meanwhile. Pages and the service worker read and write it by this.
//
// The days are sealed by a key made here, which no script can read out; whatever ends the log-in
// destroys it. What was written is sealed by a key of its writer, which the service gives to the
// writer's log-in alone: it outlives the log-in unread, and is sent after the next one.
(() => {
  "use strict";
  if (!self.indexedDB || !self.crypto || !self.crypto.subtle) return;
  const WRONG_CLOCK = 10 * 60 * 1000;
  const AES = "AES-GCM";
  const text = new TextEncoder();
  // what a log-in may read, with its keys: in a bucket of its own, whose files are deleted with it.
  // A row that is only deleted stays in the files of a browser for a long time, and so would a key.
  const DAYS = "textback-days";
  const OWN = { name: DAYS, stores: { kept: undefined, days: undefined } };
  // what outlives a log-in: sealed entries, and facts about nobody
  const REST = { name: "textback", stores: { state: undefined, unsent: { keyPath: "id", autoIncrement: true } } };

  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const buckets = () => navigator.storageBuckets;
  async function factory(one) {
    return one === OWN && buckets() ? (await buckets().open(DAYS)).indexedDB : indexedDB;
  }
  function database(one) {
    one.opened = one.opened || (async () => {
      const request = (await factory(one)).open(one.name, 1);
      request.onupgradeneeded = () => {
        for (const [name, options] of Object.entries(one.stores)) request.result.createObjectStore(name, options);
      };
      const found = await promised(request);
      // a browser that clears its data, or a newer version, waits for nobody
      found.onversionchange = () => { one.opened = null; found.close(); };
      found.onclose = () => { one.opened = null; };
      return found;
    })().catch((error) => {
      one.opened = null;
      throw error;
    });
    return one.opened;
  }
  async function begun(one, mode) {
    for (let left = 2; ; left -= 1) {
      try {
        return (await database(one)).transaction(Object.keys(one.stores), mode, { durability: "strict" });
      } catch (error) {
        // its bucket was deleted by another tab
        one.opened = null;
        if (!left) throw error;
      }
    }
  }
  // runs work on stores in one transaction; what it returns is there once that is on disk
  async function within(one, mode, work) {
    const tx = await begun(one, mode);
    const over = new Promise((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error || new Error("given up"));
    });
    over.catch(() => {});
    const stores = Object.fromEntries(Object.keys(one.stores).map((name) => [name, tx.objectStore(name)]));
    let found;
    try {
      found = await work(stores);
    } catch (error) {
      try { tx.abort(); } catch { /* it is over */ }
      throw error;
    }
    await over;
    return found;
  }

  async function seal(key, name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: AES, iv, additionalData: text.encode(name) };
    return { iv, sealed: await crypto.subtle.encrypt(how, key, text.encode(JSON.stringify(value))) };
  }
  async function unseal(key, name, { iv, sealed }) {
    const how = { name: AES, iv, additionalData: text.encode(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed)));
  }
  const newKey = () => crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
  function keyOf(hex) {
    const octets = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", octets, AES, false, ["encrypt", "decrypt"]);
  }

  // what is kept is counted: what was asked for before it was forgotten does not count after it
  const epoch = () => within(REST, "readonly", async ({ state }) => (await promised(state.get("epoch"))) || 0);
  async function forget() {
    await within(REST, "readwrite", async ({ state }) => {
      state.put(((await promised(state.get("epoch"))) || 0) + 1, "epoch");
    });
    await shred();
  }
  async function shred() {
    await within(OWN, "readwrite", ({ kept, days }) => {
      kept.clear();
      days.clear();
    });
    if (!buckets()) return;
    const { opened } = OWN;
    OWN.opened = null;
    if (opened) (await opened).close();
    await buckets().delete(DAYS);
  }
  // the facts about what is kept, without the name of any client; null: nothing may be read
  async function facts() {
    const found = await within(OWN, "readonly", ({ kept }) => promised(kept.get("facts")));
    if (!found) return null;
    const now = Date.now();
    if (found.until <= now || found.used + found.idle <= now || found.epoch !== (await epoch())) {
      await shred();
      return null;
    }
    return { ...found, wrongClock: now < Math.max(found.kept, found.used) - WRONG_CLOCK };
  }
  // somebody uses what is kept, as they would use the log-in
  async function use() {
    if (!(await facts())) return;
    await within(OWN, "readwrite", async ({ kept }) => {
      const found = await promised(kept.get("facts"));
      const now = Date.now();
      if (found && now > found.used && found.used + found.idle > now) kept.put({ ...found, used: now }, "facts");
    });
  }
  async function keep(before, answer) {
    const held = await within(OWN, "readonly", async ({ kept, days }) => ({
      facts: await promised(kept.get("facts")),
      key: await promised(kept.get("key")),
      names: await promised(days.getAllKeys()),
    }));
    const goesOn = Boolean(held.key && held.facts && held.facts.stamp === answer.stamp && held.facts.epoch === before);
    const key = goesOn ? held.key : await newKey();
    const keys = await Promise.all(answer.keys.map(keyOf));
    const made = [];
    for (const [day, content] of Object.entries(answer.days)) {
      if (content) made.push([day, { digest: content.digest, ...(await seal(key, day, content)) }]);
    }
    const rest = await seal(key, "rest", answer.rest);
    const now = Date.now();
    if ((await epoch()) !== before) return;
    await within(OWN, "readwrite", async ({ kept, days }) => {
      const still = await promised(kept.get("facts"));
      // the days that were not sent again are gone: they are asked for anew
      if (goesOn && !still) return;
      if (!goesOn) days.clear();
      for (const name of goesOn ? held.names : []) if (!(name in answer.days)) days.delete(name);
      for (const [day, one] of made) days.put(one, day);
      const used = goesOn && !answer.used ? still.used : now;
      kept.put(key, "key");
      kept.put(keys, "keys");
      kept.put(rest, "rest");
      kept.put({
        stamp: answer.stamp, owner: answer.owner, who: answer.who, language: answer.language, asOf: answer.as_of,
        zone: answer.zone, kept: now, used, until: now + 1000 * answer.left, idle: 1000 * answer.idle, epoch: before,
      }, "facts");
    });
    // somebody has logged out meanwhile
    if ((await epoch()) !== before) await shred();
  }
  // [day, digest] of what is kept under a stamp, not to be sent again
  const digests = (stamp) => within(OWN, "readonly", async ({ kept, days }) => {
    const found = await promised(kept.get("facts"));
    if (!found || found.stamp !== stamp) return [];
    const [names, some] = [await promised(days.getAllKeys()), await promised(days.getAll())];
    return names.map((name, at) => [name, some[at].digest]);
  });
  async function read(name) {
    const held = await within(OWN, "readonly", async ({ kept, days }) => ({
      key: await promised(kept.get("key")),
      one: await promised(name === "rest" ? kept.get("rest") : days.get(name)),
    }));
    return held.key && held.one ? unseal(held.key, name, held.one) : null;
  }
  const names = () => within(OWN, "readonly", ({ days }) => promised(days.getAllKeys()));

  // what was written and not sent, as it stands: sealed, with its owner
  const waiting = () => within(REST, "readonly", ({ unsent }) => promised(unsent.getAll()));
  async function write(entry) {
    const [found, keys] = [await facts(), await within(OWN, "readonly", ({ kept }) => promised(kept.get("keys")))];
    if (!found || !keys) throw new Error("nothing is open");
    const name = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
    const sealed = await seal(keys[0], name, { ...entry, made: found.asOf });
    // a browser that needs room does not take it from what is unsent
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    const row = { owner: found.owner, who: found.who, name, tried: false, refused: false, ...sealed };
    return within(REST, "readwrite", ({ unsent }) => promised(unsent.add(row)));
  }
  // what one has written, in order, read; what no key of the present log-in opens is null
  async function written(owner) {
    const keys = (await within(OWN, "readonly", ({ kept }) => promised(kept.get("keys")))) || [];
    const found = [];
    for (const one of await waiting()) {
      if (one.owner !== owner) continue;
      let entry = null;
      for (const key of keys) {
        if (!entry) entry = await unseal(key, one.name, one).catch(() => null);
      }
      found.push({ ...one, entry });
    }
    return found;
  }
  // what was tried may have arrived: it is not taken back here
  const discard = (id) => within(REST, "readwrite", async ({ unsent }) => {
    const one = await promised(unsent.get(id));
    if (!one || (one.tried && !one.refused)) return false;
    unsent.delete(id);
    return true;
  });
  const mark = (id, more) => within(REST, "readwrite", async ({ unsent }) => {
    const one = await promised(unsent.get(id));
    if (!one) return false;
    unsent.put({ ...one, ...more });
    return true;
  });
  // the service has it: it is not kept any longer, and counted for whoever is told
  const sent = (id, isOpen) => within(REST, "readwrite", async ({ state, unsent }) => {
    const told = (await promised(state.get("told"))) || { sent: 0, open: 0 };
    unsent.delete(id);
    state.put({ sent: told.sent + 1, open: told.open + (isOpen ? 1 : 0) }, "told");
  });
  const told = () => within(REST, "readwrite", async ({ state }) => {
    const found = await promised(state.get("told"));
    state.delete("told");
    return found || null;
  });
  const leaving = (value) => within(REST, value === undefined ? "readonly" : "readwrite", async ({ state }) => {
    if (value === undefined) return Boolean(await promised(state.get("leaving")));
    if (value) state.put(true, "leaving");
    else state.delete("leaving");
    return value;
  });

  self.offlineStore = {
    digests, discard, epoch, facts, forget, keep, leaving, mark, names, read, sent, told, use, waiting, write, written,
  };
})();
