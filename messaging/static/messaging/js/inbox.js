// Keeps the list of conversations as it would be if it were loaded now.

import { asking } from "./asking.js";

const list = document.querySelector("[data-inbox]");
let timer;

const rowOf = (uuid) => list.querySelector(`[data-conversation="${CSS.escape(uuid)}"]`);

async function fetchList() {
  const answer = await fetch(list.dataset.inbox).catch(() => null);
  if (!answer?.ok || answer.redirected) return answer?.status < 500;
  const rows = await answer.text().catch(() => null);
  if (rows === null) return false;
  const current = list.querySelector('[aria-current="page"]')?.dataset.conversation;
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.conversation;
  list.innerHTML = rows;
  if (current) rowOf(current)?.setAttribute("aria-current", "page");
  if (focused) rowOf(focused)?.focus();
  return true;
}

const refetch = asking(fetchList);

function later(within) {
  clearTimeout(timer);
  timer = setTimeout(refetch, 150 + Math.random() * within);
}

const soon = ({ detail }) => later((detail.readers ?? 1) * 20);

function posted({ detail }) {
  const link = rowOf(detail.conversation);
  if (link) {
    // of what is sensitive nothing is said
    if ("preview" in detail) link.querySelector(".row-link__preview").textContent = detail.preview;
    const row = link.closest("li");
    if (!("pinned" in row.dataset)) list.querySelector(".rows > li:not([data-pinned])").before(row);
  }
  soon({ detail });
}

function confirmed(event) {
  // others who confirm change nothing here
  if (rowOf(event.detail.conversation)?.hasAttribute("data-to-confirm")) soon(event);
}

if (list && !("paged" in list.dataset)) {
  document.addEventListener("live:posted", posted);
  document.addEventListener("live:changed", soon);
  document.addEventListener("live:confirmed", confirmed);
  document.addEventListener("live:read", soon);
  document.addEventListener("live:resync", () => later(500));
  document.addEventListener("messages:read", () => later(0));
}
