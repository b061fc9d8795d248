/* The server's time goes on: it starts from what the server said, whatever the phone's own clock shows.
 * Without this file the time stands still, and the button records the server's time all the same. */
"use strict";

const face = document.querySelector("time[data-clock]");
const STALE = 10 * 60 * 1000;

if (face) {
  const [hours, minutes, seconds] = face.dateTime.slice(11, 19).split(":").map(Number);
  const start = (hours * 60 + minutes) * 60 + seconds;
  const opened = Date.now();
  const two = (number) => String(number).padStart(2, "0");

  const tick = () => {
    const now = Math.floor(start + (Date.now() - opened) / 1000) % 86400;
    const text = `${two(Math.floor(now / 3600))}:${two(Math.floor(now / 60) % 60)}`;
    if (face.textContent !== text) face.textContent = text;
  };
  setInterval(tick, 1000);

  /* A page that lay in a pocket, or comes back from the browser's memory, is of another day: show it anew. */
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - opened > STALE) window.location.replace(window.location.pathname);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.replace(window.location.pathname);
  });
}
