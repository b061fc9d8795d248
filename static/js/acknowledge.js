/* Counts the seconds for which the text can be seen, and lets one draw a signature.
 * Without this file the server counts, and one types one's name. */
"use strict";

const reading = document.querySelector("form[data-reading]");

if (reading) {
  const seconds = reading.querySelector("[data-seconds]");
  let seen = Number(seconds.value) || 0;
  let since = document.hidden ? 0 : performance.now();

  const settle = () => {
    if (since) seen += (performance.now() - since) / 1000;
    since = document.hidden ? 0 : performance.now();
  };
  document.addEventListener("visibilitychange", settle);
  reading.addEventListener("submit", () => {
    settle();
    seconds.value = String(Math.round(seen));
  });

  const box = reading.querySelector("[data-sign]");
  const canvas = box.querySelector("canvas");
  const strokes = reading.querySelector("[data-strokes]");
  const brush = canvas.getContext("2d");
  let lines = [];
  let line = null;

  const point = (event) => {
    const place = canvas.getBoundingClientRect();
    const x = ((event.clientX - place.left) / place.width) * canvas.width;
    const y = ((event.clientY - place.top) / place.height) * canvas.height;
    return [Math.min(Math.max(Math.round(x), 0), canvas.width), Math.min(Math.max(Math.round(y), 0), canvas.height)];
  };
  const draw = () => {
    brush.clearRect(0, 0, canvas.width, canvas.height);
    brush.strokeStyle = getComputedStyle(canvas).color;
    brush.lineWidth = 4;
    brush.lineCap = brush.lineJoin = "round";
    for (const [first, ...rest] of lines) {
      brush.beginPath();
      brush.moveTo(...first);
      rest.forEach((to) => brush.lineTo(...to));
      brush.stroke();
    }
  };
  const keep = () => {
    const written = lines.filter((one) => one.length > 1);
    strokes.value = written.map(([first, ...rest]) => `M${first.join(" ")}${rest.map((to) => ` L${to.join(" ")}`).join("")}`).join(" ");
  };
  const recall = () => {
    lines = (strokes.value.match(/M[^M]+/g) || []).map((one) => one.match(/\d+ \d+/g).map((pair) => pair.split(" ").map(Number)));
    draw();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    line = [point(event)];
    lines.push(line);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line) return;
    const to = point(event);
    const from = line[line.length - 1];
    if (Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) < 3) return;
    line.push(to);
    draw();
  });
  const end = () => {
    line = null;
    keep();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    lines = [];
    keep();
    draw();
  });
  box.hidden = false;
  recall();
}
