/* Progressive only: without this file a parameter is inserted at the end of the text, by the server. */
"use strict";

/* -- a parameter goes where the cursor stands ------------------------------------ */

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const [select, text] = button.dataset.insert.split(" ").map((id) => document.getElementById(id));
  event.preventDefault();
  if (!select.value) {
    select.focus();
    return;
  }
  text.setRangeText(`{${select.value}}`, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  select.value = "";
  text.focus();
});

/* -- after a move the same button lies under the finger ---------------------------- */

window.addEventListener("load", () => {
  const again = document.querySelector("[data-again]:not([disabled])");
  if (again) again.focus({ preventScroll: true });
});
