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

/* -- where one stands ---------------------------------------------------------------- *
 * Only in the form of who has agreed, only when it is sent. The best answer of a few seconds counts; one that is sure enough
 * (data-place, in metres) ends the wait. Without an answer the form goes all the same, with the word why. */

const PATIENCE = 8000;
const SURE = 20; /* metres: as sure as a phone is in the open */
const WORDS = { 1: "denied", 2: "unavailable", 3: "timeout" };
const EXACT = { enableHighAccuracy: true, maximumAge: 0, timeout: PATIENCE };

/* Calls `done(coords, word)` once, and returns a function that ends the wait. coords null: not known. */
const lookAround = (metres, done) => {
  let best = null;
  let watch = null;
  let isOver = false;
  const finish = (word) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    done(best, best ? "" : word);
  };
  const timer = setTimeout(() => finish("timeout"), PATIENCE);
  if (!navigator.geolocation) {
    finish("unavailable");
    return () => {};
  }
  watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      if (!best || coords.accuracy < best.accuracy) best = coords;
      if (best.accuracy <= metres) finish("");
    },
    (error) => finish(WORDS[error.code] || "unavailable"),
    EXACT,
  );
  if (isOver) navigator.geolocation.clearWatch(watch);
  return () => finish("timeout");
};

for (const form of document.querySelectorAll("form[data-place]")) {
  let stop = null;
  window.addEventListener("pageshow", () => { stop = null; }); /* back from the browser's memory */
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (stop) {
      stop(); /* pressed again: what is known so far goes */
      return;
    }
    const status = form.querySelector("[data-looking]");
    status.textContent = status.dataset.looking;
    stop = lookAround(Number(form.dataset.place), (coords, word) => {
      form.elements.latitude.value = coords ? coords.latitude : "";
      form.elements.longitude.value = coords ? coords.longitude : "";
      form.elements.accuracy.value = coords ? coords.accuracy : "";
      form.elements.missing.value = word;
      form.submit();
    });
  });
}

for (const button of document.querySelectorAll("[data-here]")) {
  const form = document.getElementById(button.dataset.here);
  const status = button.parentElement.querySelector("[role=status]");
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = button.dataset.looking;
    lookAround(SURE, (coords) => {
      status.textContent = coords ? button.dataset.found.replace("{count}", Math.ceil(coords.accuracy)) : button.dataset.lost;
      if (!coords) return;
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      form.elements.system.value = "wgs84";
    });
  });
}
