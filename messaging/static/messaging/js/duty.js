// What matters today, as it would be if the page were loaded now.

import { asking } from "./asking.js";

const list = document.querySelector("[data-duty]");
const spoken = document.querySelector("[data-announce]");

async function fetchList() {
  const answer = await fetch(list.dataset.duty).catch(() => null);
  if (answer?.status === 404) location.assign("/i-dag/");
  if (!answer?.ok || answer.redirected) return answer?.status < 500;
  const shown = await answer.text().catch(() => null);
  if (shown === null) return false;
  const holder = document.createElement("template");
  holder.innerHTML = shown;
  // the same but for its tokens: what has the focus keeps it
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
  if (words(holder.content) === words(list)) return true;
  list.replaceChildren(holder.content);
  spoken.textContent = list.querySelector("h2").textContent;
  return true;
}

document.addEventListener("live:resync", asking(fetchList));
