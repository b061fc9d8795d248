/* Progressive only: every page works without this file. */
"use strict";

/* -- menus and dialogs: Esc and a press outside close them ------------------- */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest("[data-close]") || event.target.matches("dialog")) {
    const open = event.target.closest("dialog");
    if (open) {
      event.preventDefault();
      open.close();
    }
  }
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".toast").remove();
  if (event.target.closest("[data-print]")) window.print();
});

/* -- keyboard: Esc closes a menu, / goes to the search field ------------------- */

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("main input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

/* -- selects that act at once ---------------------------------------------------- */

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

/* -- file fields: which files were chosen --------------------------------------- */

const nameFiles = (input) => {
  const names = input.closest(".file-field")?.querySelector("output");
  if (!names) return;
  names.dataset.none ??= names.textContent;
  names.textContent = [...input.files].map((file) => file.name).join("、") || names.dataset.none;
};

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file]")) nameFiles(event.target);
});

window.addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll(".file-field input")) if (input.files.length) nameFiles(input);
});

/* -- drafts: what was typed outlives a lost session ------------------------------ *
 * A form marked data-draft="<name>" keeps its text in this tab until it was accepted. Passwords, files and
 * hidden fields are never kept. The server's own value wins unless it is empty. A sent draft is forgotten on
 * the next page of a signed-in person that does not show the form again. */

const draftKey = (form) => `draft:${form.dataset.draft}`;

const keepable = (field) =>
  field.name &&
  !field.disabled &&
  field.name !== "csrfmiddlewaretoken" &&
  !["password", "file", "hidden", "submit", "button"].includes(field.type);

const readDraft = (form) => {
  try {
    return JSON.parse(sessionStorage.getItem(draftKey(form)) || "{}");
  } catch {
    return {};
  }
};

const keepDraft = (form) => {
  const kept = {};
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (kept[field.name] ||= []).push(field.value);
    } else if (field.multiple) {
      kept[field.name] = Array.from(field.selectedOptions, (option) => option.value);
    } else if (field.value) {
      (kept[field.name] ||= []).push(field.value);
    }
  }
  try {
    sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
  } catch {
    /* A full or forbidden store: the form still works. */
  }
};

const restoreDraft = (form) => {
  const kept = readDraft(form);
  let isRestored = false;
  const places = {};
  for (const field of form.elements) {
    if (!keepable(field) || !kept[field.name]) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (!field.checked && kept[field.name].includes(field.value)) field.checked = isRestored = true;
    } else if (field.multiple) {
      for (const option of field.options) option.selected ||= kept[field.name].includes(option.value);
    } else {
      const place = (places[field.name] = (places[field.name] ?? -1) + 1);
      const text = kept[field.name][place];
      if (!field.value && text) {
        field.value = text;
        isRestored = true;
      }
    }
  }
  const note = form.querySelector("[data-draft-note]");
  if (note && isRestored) note.hidden = false;
};

const forget = (key) => {
  try {
    sessionStorage.removeItem(key);
  } catch {
    /* Nothing was kept. */
  }
};

const forgetAccepted = () => {
  if (!document.querySelector(".shell")) return; // a page before login: the form comes back after it
  const shown = Array.from(document.querySelectorAll("form[data-draft]"), draftKey);
  for (const key of Object.keys(sessionStorage)) {
    const name = key.startsWith("sent:") ? key.slice("sent:".length) : null;
    if (!name) continue;
    if (!shown.includes(name)) forget(name);
    forget(key);
  }
};

try {
  forgetAccepted();
} catch {
  /* A forbidden store keeps no drafts. */
}
for (const form of document.querySelectorAll("form[data-draft]")) {
  restoreDraft(form);
  form.addEventListener("input", () => keepDraft(form));
  form.addEventListener("change", () => keepDraft(form));
  form.addEventListener("reset", () => forget(draftKey(form)));
  form.addEventListener("submit", () => {
    keepDraft(form);
    try {
      sessionStorage.setItem(`sent:${draftKey(form)}`, "1");
    } catch {
      /* See above. */
    }
  });
}

/* -- a fragment that turns out to be a whole page: the login ended ----------------------- */

document.addEventListener("htmx:beforeSwap", (event) => {
  if (/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

/* -- a button is pressed once -------------------------------------------------------- */

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "1";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* -- errors are read first -------------------------------------------------------------- */

const focusErrors = (root) => {
  const errors = root.querySelector(".form-errors");
  if (errors) errors.focus();
};

focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.elt));
