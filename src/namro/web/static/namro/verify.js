// The queue of dossiers by keyboard, while the focus is in its table: J and K go up and down, Enter opens the dossier.
"use strict";

const rows = document.querySelector("[data-rows]");
const boxes = rows ? [...rows.querySelectorAll("input[type=checkbox]")] : [];

rows?.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = boxes.indexOf(event.target.closest("tr").querySelector("input"));
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    boxes[here + (key === "j" ? 1 : -1)]?.focus();
    event.preventDefault();
  } else if (key === "enter" && event.target.type === "checkbox") {
    event.preventDefault();
    event.target.closest("tr").querySelector("a").click();
  }
});

for (const button of document.querySelectorAll("[data-pick]")) {
  button.addEventListener("click", () => {
    for (const box of boxes) box.checked = button.dataset.pick === "all";
  });
}
