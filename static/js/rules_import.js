/* Progressive only: without this file every act is a button of the node that is open, and the page loads anew. */
"use strict";

const work = () => document.getElementById("import-work");
const openers = () => Array.from(document.querySelectorAll(".import-open"));

/* -- the words of a node in the source ------------------------------------------- */

const light = (node) => {
  for (const part of document.querySelectorAll(".raw-part.is-lit")) part.classList.remove("is-lit");
  const parts = document.querySelectorAll(`.raw-part[data-of="${node}"]`);
  for (const part of parts) part.classList.add("is-lit");
  const pane = document.querySelector(".import-raw");
  if (!parts.length || pane.scrollHeight <= pane.clientHeight) return;
  const offset = parts[0].getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (offset < 0 || offset > pane.clientHeight - 80) pane.scrollTop += offset - pane.clientHeight / 4;
};

document.addEventListener("focusin", (event) => {
  const node = event.target.closest(".import-node");
  if (node) light(node.dataset.node);
});

/* -- opening and closing a node ------------------------------------------------------ */

const close = () => {
  for (const slot of document.querySelectorAll(".import-slot")) slot.replaceChildren();
  for (const node of document.querySelectorAll(".import-node.is-selected")) node.classList.remove("is-selected");
};

const open = async (node) => {
  close();
  node.classList.add("is-selected");
  const slot = node.querySelector(".import-slot");
  await htmx.ajax("GET", `${work().dataset.page}?panel=${node.dataset.node}`, { target: slot, swap: "innerHTML" });
  const field = slot.querySelector("textarea") || slot.querySelector("button");
  if (field) field.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
};

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const part = event.target.closest(".raw-part");
  if (part && !String(window.getSelection())) {
    const node = document.getElementById(`n${part.dataset.of}`);
    if (node) {
      node.scrollIntoView({ block: "center" });
      node.querySelector(".import-open").focus({ preventScroll: true });
    }
    return;
  }
  const opener = event.target.closest(".import-open");
  if (!opener) return;
  event.preventDefault();
  open(opener.closest(".import-node"));
});

/* -- where the text is to be cut ------------------------------------------------------- */

const note = (form) => {
  const text = form.querySelector("textarea");
  form.elements.caret.value = Array.from(text.value.slice(0, text.selectionStart)).length;
};

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-split]");
    if (button) note(button.form);
  },
  true,
);

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-other]") || !event.target.value) return;
  event.target.form.querySelector("[name=choice][value=other]").checked = true;
});

/* -- acts by keyboard ------------------------------------------------------------------ */

const act = (node, name) => {
  if (work().hasAttribute("aria-busy")) return; // one act at a time: the next needs the answer's token
  const values = { node: node.dataset.node, seen: work().dataset.token, act: name };
  work().setAttribute("aria-busy", "true");
  htmx.ajax("POST", work().dataset.act, { values, target: "#import-work", swap: "outerHTML" });
};

const step = (from, by) => {
  const every = openers();
  const next = every[every.indexOf(from) + by];
  if (next) next.focus();
};

const KEYS = { m: "merge", M: "merge", k: "kind", K: "kind" };
const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

const onNode = (event, opener) => {
  const node = opener.closest(".import-node");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(opener, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  const name =
    (event.shiftKey && MOVES[event.key]) ||
    KEYS[event.key] ||
    (event.key === "Delete" && (node.classList.contains("is-out") ? "restore" : "remove"));
  if (!name || "rests" in work().dataset) return;
  event.preventDefault();
  if (!event.repeat) act(node, name);
};

const inPanel = (event, panel) => {
  if (event.key === "Escape") {
    const opener = panel.closest(".import-node").querySelector(".import-open");
    close();
    opener.focus();
  }
  const form = event.target.closest(".import-wording");
  if (event.key !== "Enter" || !form || !event.target.matches("textarea, input")) return;
  const name = event.altKey ? "split" : event.ctrlKey || event.metaKey ? "save" : null;
  if (!name) return;
  event.preventDefault();
  form.querySelector(`.import-buttons [value=${name}]`).click();
};

document.addEventListener("keydown", (event) => {
  const opener = event.target.closest(".import-open");
  const panel = event.target.closest(".import-panel");
  if (opener) onNode(event, opener);
  else if (panel) inPanel(event, panel);
});

document.addEventListener("htmx:responseError", () => work().removeAttribute("aria-busy"));
document.addEventListener("htmx:sendError", () => work().removeAttribute("aria-busy"));

/* -- after an act: go on at the same node ------------------------------------------------ */

document.addEventListener("htmx:afterSettle", () => {
  const at = work() && work().dataset.at;
  if (!at) return;
  delete work().dataset.at;
  const node = document.getElementById(`n${at}`);
  if (!node) return;
  node.querySelector(".import-open").focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
});

window.addEventListener("load", () => {
  const selected = document.querySelector(".import-node.is-selected");
  if (selected) light(selected.dataset.node);
});
