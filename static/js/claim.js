/* Progressive only: files that were chosen are read at once; without scripts a button does it. */
"use strict";

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("form#claim input[type=file]") || !input.files.length) return;
  const button = document.querySelector("[data-takes-files]");
  if (!button || input.form.dataset.sent) return;
  input.form.setAttribute("aria-busy", "true");
  input.form.requestSubmit(button);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form#claim[aria-busy]")) form.removeAttribute("aria-busy");
});
