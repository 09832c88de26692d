/* Puts the code of a data element where the cursor last stood in a formula; without this, codes are typed. */
"use strict";
(() => {
  let last = document.querySelector("textarea.formula");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea.formula")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button || !last) return;
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
