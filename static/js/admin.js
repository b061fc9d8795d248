/* Gives each cell of a list its column's name, so that a phone can stack the rows (static/css/admin.css); keeps the way here in sight.
   Rows within the page of another one likewise; their fields are called by their columns, for whoever hears the page. */
"use strict";

// nothing stands there: a phone leaves the line out
const saysNothing = (cell) => ["", "-", "–"].includes(cell.innerText.trim()) && !cell.querySelector("a, button, img, input, select, svg, textarea");

document.addEventListener("DOMContentLoaded", () => {
  // the words alone: how the column is sorted stands beside them
  const names = Array.from(document.querySelectorAll("#result_list thead th"), (head) => (head.querySelector(".text") ?? head).innerText.trim());
  for (const row of document.querySelectorAll("#result_list tr.data-row")) {
    Array.from(row.children).forEach((cell, place) => {
      if (!names[place]) return;
      cell.dataset.label = names[place];
      cell.classList.toggle("is-empty", saysNothing(cell));
    });
  }
  for (const table of document.querySelectorAll(".tabular table.formset")) {
    const heads = Array.from(table.querySelectorAll("thead th"), (head) => (head.querySelector("span > span")?.textContent ?? "").trim());
    for (const row of table.querySelectorAll("tr.form-row")) {
      Array.from(row.querySelectorAll(":scope > td"), (cell, place) => {
        const field = cell.querySelector("input:not([type=hidden]), select, textarea");
        if (!heads[place]) return;
        cell.dataset.label = heads[place];
        cell.classList.toggle("is-read", !field);
        cell.classList.toggle("is-empty", saysNothing(cell));
        if (field && !field.labels.length) field.ariaLabel ??= heads[place].replace(/\*$/, "");
      });
    }
  }
});

// a field that is searched in stands in place of the select that has the label, and is called by its content alone: by nothing when empty
function nameSearched() {
  for (const box of document.querySelectorAll("select + .select2-container [role=combobox]")) {
    const select = box.closest(".select2-container").previousElementSibling;
    const chosen = box.querySelector(".select2-selection__rendered");
    const name = select.ariaLabel ?? select.labels[0]?.innerText.trim().replace(/\*$/, "");
    if (!name || !chosen) continue;
    box.removeAttribute("aria-labelledby");
    box.ariaLabel = [name, chosen.title].filter(Boolean).join(": ");
    chosen.ariaLabel = name;
  }
}
window.addEventListener("load", nameSearched);
document.addEventListener("formset:added", () => setTimeout(nameSearched));
document.addEventListener("focusin", nameSearched); // after something was chosen

// unfold scrolls the navigation by the height of what stands above it too far, and so hides the very entry that it wants to show
window.addEventListener("load", () => {
  requestAnimationFrame(() => document.querySelector("#nav-sidebar-apps a.active")?.scrollIntoView({ block: "nearest" }));
});
