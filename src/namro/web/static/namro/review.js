// Checking a plan: keys, marks that follow their item, and "Thêm mục" for the words that are selected.
"use strict";
{
  const items = () => [...document.querySelectorAll("article.item[data-pair]")];
  const lit = () => document.querySelector("article.item--lit");
  const typing = target => target.closest("input, select, textarea, dialog[open]");

  function go(step) {
    const all = items();
    const at = all.indexOf(lit());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!next) return;
    next.focus({ preventScroll: true });
    const pane = next.closest(".split__pane");
    const scrolls = pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY !== "visible";
    if (scrolls) pane.scrollTop += next.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
    else next.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      event.preventDefault();
      go(key === "j" ? 1 : -1);
    } else if ("axe".includes(key)) {
      const button = lit()?.querySelector(`[data-key="${key}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });

  // An item that was decided colours its marks; the next one takes the light, so that one hand can work through a list.
  document.addEventListener("htmx:afterSwap", event => {
    const item = document.getElementById(event.detail.target.id);
    if (item?.matches("form.item")) {
      item.scrollIntoView({ block: "nearest" });
      item.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    }
    if (!item?.matches("article.item[data-state]")) return;
    const look = { PROPOSED: "", REJECTED: "mark--rejected" }[item.dataset.state] ?? "mark--accepted";
    for (const mark of document.querySelectorAll(`.mark[data-pair="${item.dataset.pair}"]`)) {
      mark.classList.remove("mark--accepted", "mark--rejected");
      if (look) mark.classList.add(look);
    }
    item.focus({ preventScroll: true });
    if (item.dataset.state !== "PROPOSED") go(1);
  });

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
