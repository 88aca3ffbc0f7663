// Keeps the bar of a running import up to date; without it, "Look again" does the same.
const EVERY_MS = 700;

async function follow(bar) {
  try {
    const answer = await fetch(bar.dataset.rosterProgress, { credentials: "same-origin" });
    if (answer.status === 200) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const value = fresh.querySelector("progress")?.value;
      if (value !== undefined) bar.querySelector("progress").value = value;
    } else if (answer.status === 204) {
      window.location.reload();
      return;
    }
  } catch {
    // the network is away; the next round asks again
  }
  window.setTimeout(follow, EVERY_MS, bar);
}

const bar = document.querySelector("[data-roster-progress]");
if (bar) follow(bar);
