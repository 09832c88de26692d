// The boxes of a report, on the page of the server and on the one kept for times without a network.
"use strict";

const Boxes = (() => {
  const nameOf = cell => cell.replace("[", "--").replace("]", "");
  const words = () => document.getElementById("offline-words").dataset;

  /** What stands in the boxes of a report as far as this phone knows: what was stored, and over it what waits. */
  function values(report, items) {
    const found = {}, boxes = Ledger.boxes(report.form);
    for (const cell of boxes.keys()) if (report.given[cell]) found[cell] = report.given[cell];
    for (const item of items.filter(i => i.kind === "entries"))
      for (const { cell, state, value, note } of item.data.entries) {
        if (state) found[cell] = { state, value, note: note ?? "" };
        else delete found[cell];
      }
    return found;
  }
  /** The facts that the rules look at; given figures may be put over them. */
  const facts = (report, given) => ({ ...report.facts, values: given, texts: {} });

  /** The figure in a box; null for a blank. Throws a sentence for what is none. */
  function read(root, cell, report) {
    const name = nameOf(cell), box = root.querySelector(`[name="${name}"]`), element = report.elements[cell.split("[")[0]];
    const state = root.querySelector(`[name="${name}-state"]`)?.value ?? "reported";
    if (state === "not_applicable") return { state, value: null, note: "" };
    if (state === "not_stored") {
      const note = root.querySelector(`[name="${name}-note"]`).value.trim().replace(/\s+/g, " ");
      if (!note) throw new RangeError(words().note);
      return { state, value: null, note };
    }
    const value = Figures.parse(box.value, element.decimals);
    const estimated = root.querySelector("[name=estimated]");
    const isEstimate = estimated?.type === "checkbox" ? estimated.checked : !!estimated;
    return value === null ? null : { state: isEstimate ? "estimated" : "reported", value, note: "" };
  }
  /** What differs from the figures known so far, as the API takes it, and what is no figure, by cell. */
  function collect(root, report, known) {
    const entries = [], wrong = {}, labels = {};
    for (const [cell, spec] of Ledger.boxes(report.form)) {
      const box = root.querySelector(`[name="${nameOf(cell)}"]`);
      if (!box || box.readOnly) continue;
      let figure;
      try { figure = read(root, cell, report); } catch (problem) { wrong[cell] = problem.message; continue; }
      if (Figures.same(figure, known[cell])) continue;
      const version = root.querySelector(`[name="${nameOf(cell)}-version"]`)?.value ?? report.versions[cell] ?? 0;
      entries.push({ cell, base_version: Number(version), ...(figure ?? { state: "" }) });
      labels[cell] = spec.label;
    }
    return { entries, wrong, labels };
  }
  /** Put what differs into the outbox; tells how many figures, and what is wrong. */
  async function hold(root, report) {
    const known = values(report, await Outbox.waiting(report.id));
    const { entries, wrong, labels } = collect(root, report, known);
    if (entries.length) await Outbox.add({ report: report.id, about: `${report.period} · ${report.unit}`, kind: "entries", place: "", data: { entries }, labels });
    return { held: entries.length, wrong };
  }

  function list(kind, sentences) {
    const made = document.createElement("ul");
    made.className = kind;
    for (const sentence of sentences) made.append(Object.assign(document.createElement("li"), { textContent: sentence }));
    return made;
  }
  /** Say under each box of a section what is wrong with it; a doubted figure asks for its reason. */
  function paint(root, report, problems, wrong, reasons) {
    for (const cell of Ledger.boxes(report.form).keys()) {
      const name = nameOf(cell), place = root.querySelector(`#said-${CSS.escape(name)}`);
      if (!place || place.contains(document.activeElement)) continue;
      const here = problems.filter(p => p.place === cell && p.code !== "blank");
      const errors = [...(wrong[cell] ? [wrong[cell]] : []), ...here.filter(p => p.severity === "error").map(p => p.message)];
      const warnings = here.filter(p => p.severity === "warning");
      const parts = [];
      if (errors.length) parts.push(list("errorlist", errors));
      if (warnings.length) parts.push(list("warninglist", warnings.map(p => p.message)), ...ask(name, warnings, reasons));
      place.replaceChildren(...parts);
      root.querySelector(`[name="${name}"]`)?.toggleAttribute("aria-invalid", errors.length > 0);
    }
  }
  function ask(name, warnings, reasons) {
    const label = Object.assign(document.createElement("label"), { className: "small", htmlFor: `reason-${name}`, textContent: words().reason });
    const box = Object.assign(document.createElement("input"), { id: `reason-${name}`, name: `${name}-reason`, maxLength: 500 });
    box.value = reasons[`${warnings[0].code} ${warnings[0].place}`] ?? "";
    box.dataset.asked = JSON.stringify(warnings.map(p => [p.code, p.place]));
    return [label, box];
  }
  return { nameOf, values, facts, collect, hold, paint, ask, list, words };
})();

// ---- on the page of the server: keep a copy for later, and hold what does not get through ----
(() => {
  const place = document.getElementById("offline-copy");
  if (!place || !Outbox.able) return;
  const id = Number(place.dataset.report);
  const sections = () => $$("form[data-section]");

  async function copy() {
    const answer = await fetch(place.dataset.from, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok) await Outbox.keep(await answer.json());
  }
  async function hold(form) {
    const report = await Outbox.report(id);
    if (!report) return;
    const { held, wrong } = await Boxes.hold(form, report);
    const items = await Outbox.waiting(id), given = Boxes.values(report, items);
    Boxes.paint(form, report, Checks.check(report.form, report.elements, Boxes.facts(report, given)), wrong, {});
    form.removeAttribute("data-changed");
    if (held || items.length) say(Boxes.words().held, true);
  }
  for (const failure of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(failure, event => event.target.matches?.("form[data-section]") && hold(event.target));

  // What the server has stored is what the copy shows, too.
  document.addEventListener("htmx:afterRequest", async event => {
    const form = event.target.closest?.("form[data-section]"), report = form && event.detail.successful && await Outbox.report(id);
    if (!report) return;
    const open = new Set($$("input[name$='-keep']", form).map(box => box.name.replace(/-keep$/, "")));
    const entries = Boxes.collect(form, report, report.given).entries.filter(e => !open.has(Boxes.nameOf(e.cell)));
    await Outbox.settle(id, entries, Object.fromEntries(entries.map(e => [e.cell, e.base_version])));
  });

  // A button that leads to another page does its work on the kept page while there is no network.
  document.addEventListener("submit", async event => {
    const form = event.target;
    if (!form.matches("form[data-section]") || navigator.onLine) return;
    event.preventDefault();
    await hold(form);
    sessionStorage.setItem("namro-pressed", JSON.stringify({ report: id, section: form.dataset.section, press: event.submitter?.value ?? "" }));
    location.reload();
  });

  document.addEventListener("outbox:sent", event => {
    if (event.detail.report !== id) return;
    for (const [cell, version] of Object.entries(event.detail.versions)) {
      const box = document.getElementById(`version-${Boxes.nameOf(cell)}`);
      if (box) box.value = version;
    }
    for (const form of sections()) htmx.trigger(form, "change");
  });
  // Words are not kept on the phone: what did not get through is sent as soon as it can be.
  window.addEventListener("online", () => $$("form[data-guard][data-changed]").forEach(form => htmx.trigger(form, "change")));
  window.addEventListener("load", copy);
})();
