// «/» puts the cursor into the search box; Escape leaves it. The page works without it.
"use strict";

document.addEventListener("keydown", event => {
  const box = document.querySelector("[data-search]");
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === box) box.blur();
  if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});
