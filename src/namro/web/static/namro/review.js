// Checking a plan: keys, marks that follow their item, bodies picked from a list, findings shown in their place.
"use strict";
{
  const items = () => [...document.querySelectorAll("#danh-sach article.item[data-pair]")];
  const lit = () => document.querySelector("#danh-sach .item--lit[data-pair]");
  const typing = target => target.closest("input, select, textarea, dialog[open], [contenteditable]");
  const waits = item => item.dataset.state === "PROPOSED";

  function show(item) {
    item.focus({ preventScroll: true });
    const pane = item.closest(".split__pane");
    const scrolls = pane && pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY !== "visible";
    if (scrolls) pane.scrollTop += item.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
    else item.scrollIntoView({ block: "center" });
  }

  function go(step) {
    const all = items(), at = all.indexOf(lit());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) show(next);
  }

  // The next one that waits; behind the last one the search begins again at the top.
  function goToWaiting(from = lit()) {
    const all = items(), at = all.indexOf(from);
    const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find(waits);
    if (next) show(next);
    return Boolean(next);
  }

  // ---- keys, unless somebody has switched them off on this machine ----
  const OFF = "namro.review.keys";
  const keysAreOff = () => localStorage.getItem(OFF) === "off";
  const label = document.querySelector("[data-keys-switch]");
  if (label) {
    const box = label.querySelector("input");
    label.hidden = false;
    box.checked = !keysAreOff();
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "off")));
  }

  const press = (root, key) => {
    const button = root?.querySelector(`[data-key="${key}"]`);
    button?.click();
    return Boolean(button);
  };
  const ACTS = {
    j: () => go(1),
    k: () => go(-1),
    n: () => goToWaiting(),
    a: () => press(lit(), "a"),
    x: () => press(lit(), "x"),
    r: () => press(lit(), "x"),
    e: () => press(lit(), "e"),
    u: () => press(document.getElementById("review-summary"), "u"),
    "?": () => document.getElementById("phim-tat")?.showModal(),
  };

  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) return event.target.closest?.("form.item")?.querySelector("[data-cancel]")?.click();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysAreOff()) return;
    const key = event.key.toLowerCase();
    const arrow = { arrowdown: 1, arrowup: -1 }[key];
    if (arrow && event.target.matches("article.item, #cac-muc, body")) {
      event.preventDefault();
      go(arrow);
    } else if (ACTS[key]) {
      event.preventDefault();
      ACTS[key]();
    }
  });

  // ---- an item that was decided colours its marks, and the light goes on to the next one that waits ----
  function colour(item) {
    const look = { PROPOSED: "", REJECTED: "mark--rejected" }[item.dataset.state] ?? "mark--accepted";
    for (const mark of document.querySelectorAll(`.mark[data-pair="${item.dataset.pair}"]`)) {
      mark.classList.remove("mark--accepted", "mark--rejected");
      if (look) mark.classList.add(look);
    }
  }

  document.addEventListener("htmx:afterSwap", event => {
    const item = document.getElementById(event.detail.target.id);
    if (item?.matches("form.item")) {
      item.scrollIntoView({ block: "nearest" });
      pickBodies(item);
      item.querySelector("input:not([type=hidden]), textarea:not([hidden]), select")?.focus();
    }
    if (!item?.matches("article.item[data-state]")) return;
    colour(item);
    item.focus({ preventScroll: true });
    const decided = !waits(item) && !item.querySelector(".notice");
    if (decided && event.detail.requestConfig.verb === "post") goToWaiting(item);
  });
  document.addEventListener("htmx:oobAfterSwap", event => {
    const item = event.detail.target.id && document.getElementById(event.detail.target.id);
    if (!item?.matches("article.item[data-state]")) return;
    colour(item);
    show(item);
  });

  // From the document to the list with the keyboard: the link of a mark moves the focus, too.
  document.addEventListener("click", event => {
    const mark = event.target.closest(".source .mark");
    if (mark && event.detail === 0) document.getElementById(`i${mark.dataset.pair}`)?.focus();
    const place = event.target.closest("[data-place]");
    const paragraph = place && document.getElementById(`d${place.dataset.place}`);
    if (paragraph) {
      event.preventDefault();
      for (const old of document.querySelectorAll(".source .is-asked")) old.classList.remove("is-asked");
      paragraph.classList.add("is-asked");
      paragraph.scrollIntoView({ block: "center" });
    }
  });

  // The pointer over one of a pair shows where the other is, without moving anything.
  document.addEventListener("pointerover", event => {
    const pair = event.target.closest?.("[data-pair]")?.dataset.pair;
    for (const old of document.querySelectorAll(".is-near")) if (old.dataset.pair !== pair) old.classList.remove("is-near");
    if (pair) for (const twin of document.querySelectorAll(`[data-pair="${pair}"]`)) twin.classList.add("is-near");
  });

  if (/^#i\d+$/.test(location.hash)) {
    const item = document.querySelector(`article${location.hash}`);
    if (item) show(item);
  }

  // The sentence that is selected in the document goes into the form for a new item.
  document.addEventListener("selectionchange", () => {
    const link = document.querySelector("[data-add]");
    const selection = document.getSelection();
    const start = selection.anchorNode?.parentElement?.closest(".source [data-start]");
    if (!link || !start || selection.isCollapsed) return;
    const address = new URL(link.href);
    address.searchParams.set("quote", selection.toString().trim().slice(0, 1500));
    address.searchParams.set("near", start.dataset.start);
    link.href = address;
  });
}
