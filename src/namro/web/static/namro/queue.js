// What was typed without a network waits here and sends itself later. Only figures and reasons; never words or names.
// Loaded on every page of someone signed in: the waiting goes on wherever they are.
"use strict";

const Outbox = (() => {
  const meta = name => document.querySelector(`meta[name=${name}]`)?.content ?? "";
  const able = window.isSecureContext && "indexedDB" in window && "locks" in navigator && "serviceWorker" in navigator;
  const READ_FOR_DAYS = 7, WAIT_FOR_DAYS = 30, DAY = 86_400_000;
  const RANK = { entries: 0, reason: 1, finish: 2, submit: 3 };

  // ---- the store: reports by [person, id], waiting items by number, who is signed in ----
  let opening;
  const database = () => (opening ??= new Promise((done, failed) => {
    const request = indexedDB.open("namro", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("reports", { keyPath: ["person", "id"] });
      request.result.createObjectStore("waiting", { keyPath: "n", autoIncrement: true });
      request.result.createObjectStore("known");
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  }));
  async function run(store, mode, work) {
    const transaction = (await database()).transaction(store, mode);
    const request = work(transaction.objectStore(store));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }
  const get = (store, key) => run(store, "readonly", s => s.get(key));
  const all = store => run(store, "readonly", s => s.getAll());
  const put = (store, value, key) => run(store, "readwrite", s => s.put(value, key));
  const drop = (store, key) => run(store, "readwrite", s => s.delete(key));

  /** Whose figures these are: who is signed in, or on a page kept for times without a network, who was last. */
  const who = async () => meta("person") || (await get("known", "person")) || "";

  async function keep(report) {
    await put("reports", { ...report, person: await who(), kept: Date.now() });
  }
  async function report(id) {
    return get("reports", [await who(), Number(id)]);
  }
  async function reports() {
    const me = await who();
    return (await all("reports")).filter(r => r.person === me).sort((a, b) => (a.due_on < b.due_on ? -1 : 1));
  }
  /** What waits, in the order in which it is sent: figures first, then what stands on them. */
  async function waiting(report) {
    const me = await who();
    return (await all("waiting")).filter(item => item.person === me && (report === undefined || item.report === Number(report)))
      .sort((a, b) => RANK[a.kind] - RANK[b.kind] || a.n - b.n);
  }

  /** Put something into the outbox. item: {report, about, kind, data, labels}; figures join those not yet tried. */
  async function add(item) {
    const known = await waiting(item.report);
    if (item.kind === "entries") {
      const open = known.filter(k => k.kind === "entries" && k.state === "wait" && !k.tried).at(-1);
      if (open) {
        const cells = new Map([...open.data.entries, ...item.data.entries].map(e => [e.cell, e]));
        for (const old of open.data.entries) cells.get(old.cell).base_version = old.base_version;
        await put("waiting", { ...open, at: Date.now(), data: { entries: [...cells.values()] }, labels: { ...open.labels, ...item.labels } });
        return changed();
      }
    }
    for (const twin of known.filter(k => item.kind !== "entries" && k.kind === item.kind && k.place === item.place)) await drop("waiting", twin.n);
    await put("waiting", { ...item, report: Number(item.report), id: crypto.randomUUID(), person: await who(), at: Date.now(), state: "wait", tried: false });
    navigator.storage?.persist?.();
    return changed();
  }
  async function remove(n) {
    await drop("waiting", n);
    return changed();
  }

  // ---- sending ----
  const PATHS = { entries: () => "entries", reason: () => "reasons", finish: i => `sections/${i.place}/finish`, submit: () => "submit" };
  const cookie = name => document.cookie.split("; ").find(c => c.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const post = item => fetch(`/api/reports/${item.report}/${PATHS[item.kind](item)}`, {
    method: "POST", body: JSON.stringify(item.data), credentials: "same-origin",
    headers: { "Content-Type": "application/json", "Idempotency-Key": item.id, "X-CSRFToken": cookie("csrftoken") },
  });

  /** Send what waits, one after the other; stops at the first sign that there is no network or no one signed in. */
  function flush() {
    if (!able || !navigator.onLine) return Promise.resolve();
    return navigator.locks.request("namro-outbox", async () => {
      const tried = new Set();
      for (let item; (item = await next(tried));) {
        tried.add(item.n);
        await put("waiting", { ...item, tried: true });
        let answer;
        try { answer = await post(item); } catch { return; }
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) await sent(item, said);
        else if (answer.status === 409 && said.conflicts?.length) await conflicting(item, said);
        else if (answer.status === 401 || answer.status >= 500 || (answer.status === 403 && said.code !== "forbidden")) {
          document.dispatchEvent(new CustomEvent("outbox:stopped", { detail: answer.status }));
          return;
        } else await put("waiting", { ...item, tried: true, state: "rejected", message: said.message ?? "" });
        await changed();
      }
    });
  }
  /** «Xong mục» and «gửi» wait until nothing else of their report does. */
  async function next(tried) {
    const items = await waiting();
    return items.find(item => item.state === "wait" && !tried.has(item.n) &&
      !items.some(other => other.report === item.report && RANK[item.kind] >= 2 && RANK[other.kind] < RANK[item.kind]));
  }
  async function sent(item, said) {
    await drop("waiting", item.n);
    if (item.kind === "entries") {
      await settle(item.report, item.data.entries, said.versions);
      for (const later of await waiting(item.report)) {
        const mine = later.kind === "entries" ? later.data.entries.filter(e => e.cell in said.versions) : [];
        for (const entry of mine) entry.base_version = said.versions[entry.cell];
        if (mine.length) await put("waiting", later);
      }
    }
    document.dispatchEvent(new CustomEvent("outbox:sent", { detail: { report: item.report, kind: item.kind, versions: said.versions ?? {} } }));
  }
  /** The copy of a report on this phone follows what the server has stored. */
  async function settle(id, entries, versions) {
    const kept = await report(id);
    if (!kept) return;
    for (const { cell, state, value, note } of entries) {
      if (state) kept.given[cell] = { state, value, note: note ?? "" };
      else delete kept.given[cell];
    }
    Object.assign(kept.versions, versions);
    await put("reports", kept);
  }
  /** One item for each figure that someone else has changed, too; the others are sent again by themselves. */
  async function conflicting(item, said) {
    const { n: _n, ...rest } = item;
    const conflicts = new Map(said.conflicts.map(c => [c.cell, c]));
    const free = item.data.entries.filter(e => !conflicts.has(e.cell));
    await drop("waiting", item.n);
    for (const entry of item.data.entries.filter(e => conflicts.has(e.cell)))
      await put("waiting", { ...rest, id: crypto.randomUUID(), state: "conflict", conflict: conflicts.get(entry.cell), data: { entries: [entry] } });
    if (free.length) await put("waiting", { ...rest, id: crypto.randomUUID(), tried: false, data: { entries: free } });
  }
  /** After a conflict: "mine" is sent over the other figure, "theirs" is left as it is. */
  async function choose(n, which) {
    const item = await get("waiting", n), [entry] = item.data.entries;
    if (which === "mine") {
      entry.base_version = item.conflict.version;
      await put("waiting", { ...item, id: crypto.randomUUID(), state: "wait", tried: false });
    } else {
      await drop("waiting", n);
      const { state, value, note } = item.conflict.theirs ?? { state: "" };
      await settle(item.report, [{ cell: entry.cell, state, value, note }], { [entry.cell]: item.conflict.version });
    }
    await changed();
    return flush();
  }
  async function again(n) {
    const item = await get("waiting", n);
    await put("waiting", { ...item, id: crypto.randomUUID(), state: "wait", tried: false });
    await changed();
    return flush();
  }

  // ---- the sign on every page, and leaving ----
  async function changed() {
    const items = await waiting(), wrong = items.filter(item => item.state !== "wait").length;
    const sign = document.getElementById("outbox-sign");
    if (sign) {
      sign.hidden = !items.length;
      sign.classList.toggle("outbox-sign--bad", wrong > 0);
      sign.textContent = (wrong ? sign.dataset.wrong : sign.dataset.waiting).replace("%s", wrong || items.length);
    }
    document.dispatchEvent(new CustomEvent("outbox:changed", { detail: items }));
  }
  async function wipe() {
    for (const store of ["reports", "waiting", "known"]) await run(store, "readwrite", s => s.clear());
  }
  /** Copies that others left on this phone go at once, old ones of one's own after a week; what waits stays a month. */
  async function tidy(me) {
    for (const r of await all("reports"))
      if (r.person !== me || Date.now() - r.kept > READ_FOR_DAYS * DAY) await drop("reports", [r.person, r.id]);
    for (const item of await all("waiting")) if (Date.now() - item.at > WAIT_FOR_DAYS * DAY) await drop("waiting", item.n);
  }
  async function begin() {
    if (meta("person")) {
      await put("known", meta("person"), "person");
      await tidy(meta("person"));
      navigator.serviceWorker.register(meta("worker"));
    }
    await changed();
    await flush();
  }

  if (able) {
    begin();
    window.addEventListener("online", flush);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
    setInterval(flush, 30_000);
    document.addEventListener("submit", async event => {
      const form = event.target;
      if (!form.matches("form[data-signs-out]")) return;
      event.preventDefault();
      const items = await waiting();
      if (items.length && !confirm(form.dataset.signsOut.replace("%s", items.length))) return;
      await wipe();
      form.submit();
    });
  }
  return { able, add, again, changed, choose, flush, keep, remove, report, reports, settle, waiting, wipe };
})();
