/* Gives each cell of a list its column's name, so that a phone can stack the rows (static/css/admin.css); keeps the way here in sight. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // the words alone: how the column is sorted stands beside them
  const names = Array.from(document.querySelectorAll("#result_list thead th"), (head) => (head.querySelector(".text") ?? head).innerText.trim());
  for (const row of document.querySelectorAll("#result_list tr.data-row")) {
    Array.from(row.children).forEach((cell, place) => {
      if (!names[place]) return;
      cell.dataset.label = names[place];
      cell.classList.toggle("is-empty", !cell.innerText.trim() && !cell.querySelector("a, button, img, input, svg"));
    });
  }
});

// unfold scrolls the navigation by the height of what stands above it too far, and so hides the very entry that it wants to show
window.addEventListener("load", () => {
  requestAnimationFrame(() => document.querySelector("#nav-sidebar-apps a.active")?.scrollIntoView({ block: "nearest" }));
});
