/* A display on a wall turns its pages, asks once a minute whether they have changed, and keeps quiet when nobody answers.
 * What stands in its corner holds for a moment only: it is asked for when that is over, and hidden once it is stale.
 * Nothing is added that is not taken away again: one deck of pages, one corner, four timers, no history.
 * Without this file the page loads itself anew, page by page. */
"use strict";

const body = document.body;
const holder = document.getElementById("pages");
const lost = document.querySelector(".lost");
const MINUTE = 60 * 1000;
const LONGEST_WAIT = 15 * MINUTE;
const RETRY = 20 * 1000;

let current = Number(body.dataset.page) - 1;
let etag = "";
let wait = MINUTE;
let ahead = 0; /* by how much the server's clock is ahead of this one */
let heard = Date.now();

const two = (number) => String(number).padStart(2, "0");
/* In the company's zone, whatever the display's own clock and zone are. */
const time = (instant) => {
  const there = new Date(instant + ahead + Number(body.dataset.offset) * MINUTE);
  return `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
};
const write = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/* -- pages ------------------------------------------------------------------------------- */

const sheets = () => holder.querySelectorAll(".sheet");

const show = (wanted) => {
  const all = sheets();
  current = all.length ? wanted % all.length : 0;
  all.forEach((sheet, index) => sheet.classList.toggle("shown", index === current));
};

const turn = () => {
  show(current + 1);
  setTimeout(turn, Number(body.dataset.seconds) * 1000);
};

/* -- clock --------------------------------------------------------------------------------- */

const tick = () => {
  write(document.querySelector(".clock"), time(Date.now()));
  setTimeout(tick, 1000);
};

/* -- fresh content ---------------------------------------------------------------------------- */

const replace = (html) => {
  const deck = new DOMParser().parseFromString(html, "text/html").querySelector(".deck");
  if (!deck) throw new Error("no pages");
  if (deck.dataset.look !== body.dataset.look) {
    window.location.reload();
    return;
  }
  const id = sheets()[current]?.id;
  const same = id && deck.querySelector(`#${id}`) ? Number(id.slice(1)) - 1 : 0;
  holder.replaceChildren(document.importNode(deck, true));
  write(document.querySelector(".today"), deck.dataset.today);
  body.dataset.offset = deck.dataset.offset;
  show(same);
};

const ask = async () => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20 * 1000);
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(body.dataset.source, { headers, cache: "no-store", credentials: "omit", signal: stop.signal });
    if (answer.status === 410 || answer.status === 404) {
      window.location.reload();
      return;
    }
    if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
    if (answer.status === 200) replace(await answer.text());
    etag = answer.headers.get("ETag") || "";
    const said = Date.parse(answer.headers.get("Date") || "");
    if (said && Math.abs(said - Date.now() - ahead) > 5000) ahead = said - Date.now();
    heard = Date.now();
    wait = MINUTE;
    lost.hidden = true;
  } catch {
    wait = Math.min(wait * 2, LONGEST_WAIT);
    write(lost, `${lost.dataset.text} ${time(heard)}`);
    lost.hidden = false;
  } finally {
    clearTimeout(timer);
    setTimeout(ask, wait);
  }
};

/* -- the corner ---------------------------------------------------------------------------------- */

const corner = () => document.querySelector(".corner");
/* A little after it has changed, so that clocks which differ by a moment do not ask in vain. */
const holds = () => (Number(corner().dataset.holds) + 1) * 1000;

const askCorner = async () => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20 * 1000);
  let pause = RETRY;
  try {
    const answer = await fetch(body.dataset.corner, { cache: "no-store", credentials: "omit", signal: stop.signal });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".corner");
    if (!fresh) throw new Error("no corner");
    corner().replaceWith(document.importNode(fresh, true));
    pause = holds();
  } catch {
    corner().classList.add("stale"); /* an old code records nothing: better none */
  } finally {
    clearTimeout(timer);
    setTimeout(askCorner, pause);
  }
};

body.classList.add("turning");
show(current);
tick();
setTimeout(turn, Number(body.dataset.seconds) * 1000);
setTimeout(ask, MINUTE);
if (corner()) setTimeout(askCorner, holds());
