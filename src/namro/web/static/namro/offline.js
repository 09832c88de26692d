// The page kept for times without a network: the outbox, and any report whose form this phone has a copy of.
"use strict";

(() => {
  const root = document.getElementById("offline-page");
  if (!root) return;
  const words = Boxes.words();
  const part = name => document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  const put = (element, name, text) => { element.querySelector(`[data-put=${name}]`).textContent = text; };
  const clock = at => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const day = iso => iso.split("-").reverse().map(Number).join("/");
  const wanted = Number(/^\/bao-cao\/(\d+)\//.exec(location.pathname)?.[1] ?? new URLSearchParams(location.search).get("bao-cao") ?? 0);
  let report, items = [];

  // ---- one report ----
  const cellsOf = section => section.cells.map(c => Expressions.cellKey(c.element, c.breakdown));
  const decimals = cell => report.elements[cell.split("[")[0]].decimals;
  const kind = cell => report.elements[cell.split("[")[0]].kind;
  const queued = (which, place) => items.find(i => i.kind === which && (place === undefined || i.place === place));
  const isDone = section => !!queued("finish", section.code) || (report.done.includes(section.code) && !touched(section));
  const touched = section => items.some(i => i.kind === "entries" && i.data.entries.some(e => cellsOf(section).includes(e.cell)));
  function reasons() {
    const known = Object.fromEntries(report.reasons.map(r => [`${r.rule} ${r.place}`, r.reason]));
    for (const item of items.filter(i => i.kind === "reason")) known[`${item.data.rule} ${item.data.place}`] = item.data.reason;
    return known;
  }

  function draw() {
    document.title = `${report.period}, ${report.unit}`;
    document.querySelector("h1").textContent = report.title;
    const page = part("report");
    put(page, "unit", report.unit);
    put(page, "period", report.period);
    put(page, "due", day(report.due_on));
    put(page, "read", `${clock(report.read_at)}, ${new Date(report.read_at).toLocaleDateString("vi-VN")}`);
    const given = Boxes.values(report, items), pressed = JSON.parse(sessionStorage.getItem("namro-pressed") ?? "{}");
    const opened = location.hash.replace("#muc-", "") || pressed.section || report.form.sections.find(s => report.may_fill.includes(s.code) && !isDone(s))?.code;
    for (const section of report.form.sections) page.querySelector("[data-sections]").append(drawSection(section, given, section.code === opened));
    page.querySelector("[data-send]").hidden = !report.may_submit;
    root.replaceChildren(page);
    refresh({});
    if (pressed.report === report.id) {
      sessionStorage.removeItem("namro-pressed");
      press(document.querySelector(`form[data-section="${CSS.escape(pressed.section)}"]`), pressed.press);
    }
  }
  function drawSection(section, given, opened) {
    const made = part("section"), form = made.querySelector("form"), mine = report.may_fill.includes(section.code);
    made.id = `muc-${section.code}`;
    made.open = opened;
    put(made, "code", section.code);
    put(made, "title", section.title);
    put(made, "owner", section.owner);
    form.dataset.section = section.code;
    const opening = section.cells.filter(c => c.prefill === "opening_derived").map(c => report.facts.opening[Expressions.cellKey(c.element, c.breakdown)]).find(Boolean);
    made.querySelector("[data-opening]").hidden = !opening;
    if (opening) put(made, "opening", Figures.inWords(opening));
    const [boxes, rare] = [form.querySelector("[data-boxes]"), form.querySelector("[data-rare]")];
    for (const cell of section.cells) (cell.required ? boxes : rare.querySelector("div")).append(drawBox(cell, given, mine));
    rare.hidden = section.cells.every(c => c.required);
    rare.open = section.cells.some(c => !c.required && Number(given[Expressions.cellKey(c.element, c.breakdown)]?.value ?? 0));
    if (section.on_demand) put(rare, "rare", section.on_demand);
    for (const button of made.querySelectorAll("button, [data-estimate]")) button.hidden = !mine;
    made.querySelector("button[value=nothing]").hidden = !mine || !section.zero_button;
    const estimate = made.querySelector("[data-estimate]");
    estimate.hidden = !mine || !report.may_estimate;
    estimate.querySelector("input").checked = cellsOf(section).some(c => given[c]?.state === "estimated");
    return made;
  }
  function drawBox(spec, given, mine) {
    const cell = Expressions.cellKey(spec.element, spec.breakdown), element = report.elements[spec.element], figure = given[cell];
    const holder = document.createElement("div");
    holder.innerHTML = document.getElementById("t-box").innerHTML.replaceAll("box-name", Boxes.nameOf(cell));
    const row = holder.firstElementChild, box = row.querySelector("input[inputmode]"), states = row.querySelector("select");
    row.classList.toggle("figure-row--part", !!spec.of_which);
    row.querySelector("label").textContent = spec.label;
    row.querySelector(".unit").textContent = `(${element.unit})`;
    row.querySelector(".help").textContent = spec.help;
    box.value = figure?.value == null ? "" : Numbers.format(Numbers.of(figure.value), element.decimals);
    box.inputMode = element.decimals ? "decimal" : "numeric";
    box.readOnly = !mine || report.locked.includes(cell);
    const allowed = ["reported", ...(spec.not_applicable ? ["not_applicable"] : []), ...(element.sensitive ? ["not_stored"] : [])];
    for (const option of [...states.options]) if (!allowed.includes(option.value)) option.remove();
    if (allowed.length === 1 || box.readOnly) { states.remove(); row.querySelector(".figure-row__note").remove(); }
    else {
      states.value = figure && allowed.includes(figure.state) ? figure.state : "reported";
      states.setAttribute("aria-label", `${states.getAttribute("aria-label")} ${spec.label}`);
      row.querySelector(".figure-row__note").value = figure?.note ?? "";
    }
    const [previous, lastYear] = row.querySelectorAll(".figure-row__past dd");
    previous.textContent = report.facts.history[0]?.[cell] ? Figures.inWords(report.facts.history[0][cell], element.decimals) : "–";
    lastYear.textContent = report.facts.last_year[cell] ? Figures.inWords(report.facts.last_year[cell], element.decimals) : "–";
    return row;
  }

  /** What is wrong with the form as it stands, shown at its places. */
  function refresh(wrong) {
    const given = Boxes.values(report, items), known = Boxes.facts(report, given), why = reasons();
    const problems = Checks.check(report.form, report.elements, known);
    const closing = Checks.closings(report.form, report.elements, known);
    for (const section of report.form.sections) {
      const made = document.getElementById(`muc-${section.code}`), cells = cellsOf(section);
      Boxes.paint(made, report, problems, wrong, why);
      for (const spec of section.cells.filter(c => c.prefill === "opening_derived")) {
        const cell = Expressions.cellKey(spec.element, spec.breakdown), box = made.querySelector(`[name="${Boxes.nameOf(cell)}"]`);
        box.placeholder = cell in closing ? Numbers.format(Numbers.of(closing[cell]), decimals(cell)) : "";
      }
      const blanks = section.cells.filter(c => c.required && !given[Expressions.cellKey(c.element, c.breakdown)]).length;
      const errors = problems.filter(p => p.severity === "error" && p.code !== "blank" && cells.includes(p.place)).length;
      put(made, "state", isDone(section) ? words.done : errors ? words.wrong.replace("%s", errors) : blanks ? words.blanks.replace("%s", blanks) : words.full);
      drawDoubts(made.querySelector("[data-doubts]"), problems.filter(p => p.place === `section:${section.code}` && p.severity === "warning"), why, section.code);
    }
    drawDoubts(root.querySelector("[data-whole]"), problems.filter(p => p.place === "" && p.severity === "warning"), why, "whole");
    put(root, "left", words.left.replace("%s", report.form.sections.filter(s => !isDone(s)).length));
    put(root, "sending", queued("submit") ? words.sending : "");
    return problems;
  }
  function drawDoubts(place, doubts, why, name) {
    if (place.contains(document.activeElement)) return;
    place.replaceChildren(...(doubts.length ? [Boxes.list("warninglist", doubts.map(p => p.message)), ...Boxes.ask(`section-${name}`, doubts, why)] : []));
  }

  // ---- what a person does ----
  const about = () => ({ report: report.id, about: `${report.period} · ${report.unit}`, labels: {} });
  /** Editing a section that was reported as done opens it again, as on the server. */
  async function reopen(section) {
    for (const item of items.filter(i => (i.kind === "finish" && i.place === section) || i.kind === "submit")) await Outbox.remove(item.n);
  }
  async function save(form) {
    const { held, wrong } = await Boxes.hold(form, report);
    if (held) await reopen(form.dataset.section);
    items = await Outbox.waiting(report.id);
    refresh(wrong);
    say(Object.keys(wrong).length ? words.look : words.kept.replace("%s", clock(Date.now())), Object.keys(wrong).length > 0);
    return !Object.keys(wrong).length;
  }
  async function explain(box) {
    const text = box.value.trim();
    if (Checks.personalData(text).length) return say(words.person, true);
    for (const [rule, place] of JSON.parse(box.dataset.asked))
      await Outbox.add({ ...about(), kind: "reason", place: `${rule} ${place}`, data: { rule, place, reason: text } });
    items = await Outbox.waiting(report.id);
    return say(words.kept.replace("%s", clock(Date.now())));
  }
  /** «Không phát sinh»: 0 in the blank flows, and what stays the same carried forward. */
  function nothing(form, section) {
    const given = Boxes.values(report, items), blank = cellsOf(section).filter(cell => !given[cell]);
    const fill = (cell, value) => { form.querySelector(`[name="${Boxes.nameOf(cell)}"]`).value = Numbers.format(Numbers.of(value), decimals(cell)); given[cell] = { state: "reported", value, note: "" }; };
    for (const cell of blank.filter(c => kind(c) === "F")) fill(cell, "0");
    const closing = Checks.closings(report.form, report.elements, Boxes.facts(report, given));
    for (const cell of blank.filter(c => kind(c) !== "F")) {
      const value = Ledger.boxes(report.form).get(cell).prefill === "opening_derived" ? closing[cell] : report.carried[cell];
      if (value !== undefined) fill(cell, value);
    }
  }
  function obstacles(section) {
    const given = Boxes.values(report, items);
    for (const cell of section.cells.filter(c => !c.required)) {
      const key = Expressions.cellKey(cell.element, cell.breakdown);
      if (kind(key) === "F") given[key] ??= { state: "reported", value: "0", note: "" };
    }
    const places = [`section:${section.code}`, ...cellsOf(section)];
    return Checks.check(report.form, report.elements, Boxes.facts(report, given)).filter(p => p.severity === "error" && places.includes(p.place));
  }
  async function press(form, what) {
    const section = report.form.sections.find(s => s.code === form.dataset.section);
    if (what === "nothing") nothing(form, section);
    if (!(await save(form)) || what !== "finish") return;
    const wrong = obstacles(section);
    if (wrong.length) return say(wrong[0].message, true);
    await Outbox.add({ ...about(), kind: "finish", place: section.code, data: {} });
    items = await Outbox.waiting(report.id);
    refresh({});
    document.getElementById(`muc-${section.code}`).open = false;
    const rest = report.form.sections.find(s => report.may_fill.includes(s.code) && !isDone(s));
    if (rest) document.getElementById(`muc-${rest.code}`).open = true;
    return say(words.finished.replace("%s", section.code));
  }
  async function submit() {
    const problems = refresh({}), why = reasons(), open = report.form.sections.filter(s => !isDone(s));
    const silent = problems.filter(p => p.severity === "warning" && !why[`${p.code} ${p.place}`]);
    const first = open.length ? words.open.replace("%s", open.map(s => s.code).join(", ")) : [...problems.filter(p => p.severity === "error"), ...silent][0]?.message;
    if (first) return say(first, true);
    await Outbox.add({ ...about(), kind: "submit", place: "", data: {} });
    items = await Outbox.waiting(report.id);
    refresh({});
    return say(words.sending);
  }
  root.addEventListener("change", event => {
    if (event.target.dataset.asked) explain(event.target);
    else if (event.target.form?.dataset.section) save(event.target.form);
  });
  root.addEventListener("submit", event => { event.preventDefault(); press(event.target, event.submitter?.value ?? ""); });
  document.addEventListener("click", async event => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const n = Number(button.closest("[data-n]")?.dataset.n);
    if (button.dataset.do === "send") await submit();
    if (button.dataset.do === "remove") await Outbox.remove(n);
    if (button.dataset.do === "again") await Outbox.again(n);
    if (["mine", "theirs"].includes(button.dataset.do)) await Outbox.choose(n, button.dataset.do);
  });

  // ---- the outbox, and which forms can be opened ----
  function told(item) {
    if (item.kind === "entries")
      return item.data.entries.map(e => `${item.labels[e.cell] ?? e.cell}: ${Figures.inWords(e.state ? e : null)}`).join("; ");
    return words[item.kind].replace("%s", item.place);
  }
  function drawOutbox(waiting) {
    const place = document.getElementById("outbox");
    const made = waiting.map(item => {
      const line = part("item"), trouble = line.querySelector("[data-trouble]");
      line.dataset.n = item.n;
      put(line, "about", item.about);
      put(line, "what", told(item));
      put(line, "at", clock(item.at));
      line.querySelector("[data-conflict]").hidden = item.state !== "conflict";
      line.querySelector("[data-rejected]").hidden = item.state !== "rejected";
      trouble.hidden = item.state === "wait";
      if (item.state === "conflict") {
        const { by, mine, theirs } = item.conflict, said = [by, Figures.inWords(theirs), Figures.inWords(mine)];
        trouble.textContent = said.reduce((text, word, i) => text.replace(`%${i + 1}`, word), words.conflict);
        line.querySelector("[data-do=theirs]").textContent = `${said[1]} (${by})`;
        line.querySelector("[data-do=mine]").textContent = `${said[2]} (${words.mine})`;
      } else trouble.textContent = item.message ?? "";
      return line;
    });
    place.querySelector("[data-items]").replaceChildren(...made);
    place.hidden = !waiting.length && !!report;
    place.querySelector("[data-none]").hidden = waiting.length > 0;
  }
  async function drawForms() {
    const known = await Outbox.reports(), made = known.map(r => {
      const line = part("form"), link = line.querySelector("a");
      link.href = `/bao-cao/${r.id}/dien/`;
      link.textContent = `${r.period}: ${r.title}`;
      put(line, "unit", r.unit);
      put(line, "due", day(r.due_on));
      return line;
    });
    root.querySelector("[data-forms]").replaceChildren(...made);
    root.querySelector("[data-no-forms]").hidden = known.length > 0;
  }

  const network = () => { for (const sign of $$("[data-network]")) sign.hidden = (sign.dataset.network === "on") !== navigator.onLine; };
  async function begin() {
    document.getElementById("offline-unable").hidden = Outbox.able;
    network();
    if (!Outbox.able) return;
    report = wanted ? await Outbox.report(wanted) : undefined;
    items = report ? await Outbox.waiting(report.id) : [];
    if (report) {
      draw();
      root.after(document.getElementById("outbox"));
    } else await drawForms();
    drawOutbox(await Outbox.waiting());
  }
  document.addEventListener("outbox:changed", async event => {
    drawOutbox(event.detail);
    if (report) { items = await Outbox.waiting(report.id); refresh({}); }
  });
  document.addEventListener("outbox:sent", async () => { if (report) report = (await Outbox.report(report.id)) ?? report; });
  for (const change of ["online", "offline"]) window.addEventListener(change, network);
  begin();
})();
