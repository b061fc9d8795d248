// Opens the login once the house has been away and is back. Without this the reader follows the link.
const link = document.querySelector("[data-when-ready]");
let wasAway = false;
async function look() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (wasAway && answer.ok) {
      location.assign(link.href);
      return;
    }
  } catch {
    wasAway = true;
  }
  setTimeout(look, 1000);
}
look();
