/* Gives each cell of a list its column's name, so that a phone can stack the rows (static/css/admin.css). */
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
