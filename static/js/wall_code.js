/* The code of a display: the page loads itself anew before the code is stale, but not while the network is away,
 * which would leave an error page on the wall. Without this file the page loads itself. */
"use strict";

const EVERY = 15000;

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok || answer.status === 410) {
      location.reload();
      return;
    }
  } catch {
    // away for a moment: the next turn asks again
  }
  setTimeout(renew, EVERY);
}

setTimeout(renew, EVERY);
