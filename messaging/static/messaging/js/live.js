// The one socket of a page: server to page only. What it brings is a hint; pages ask the
// server for what they missed. Others listen for "live:posted", "live:changed",
// "live:confirmed", "live:read", "live:reach" and "live:resync" on the document; the last with
// the moment when all pages were told, if all were.

const bar = document.querySelector("[data-offline-bar]");
const slowBar = document.querySelector("[data-slow-bar]");
const menu = document.querySelector('[data-menu="messages"]');
const PING = 25_000;
const PATIENCE = 10_000;
const POLL = 10_000;
const LONGEST_WAIT = 30_000;
// what may change the number in the menu
const COUNTED = new Set(["posted", "changed", "read"]);

let socket;
let works = false;
let tries = 0;
let polling = false;
let unanswered = 0;
let pollTimer;
let pingTimer;
let deadTimer;
let badgeTimer;

const announce = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
const offline = (is) => bar?.toggleAttribute("hidden", !is);
const slow = (is) => slowBar?.toggleAttribute("hidden", !is);
const jitter = (most) => Math.random() * most;

function connect() {
  clearTimeout(deadTimer);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws/?sprak=${document.documentElement.lang}`);
  // the server answers when it has let this page in; a proxy may take sockets and bring nothing
  socket.addEventListener("open", () => socket.send("ping"));
  socket.addEventListener("message", (event) => received(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => closed(event.code));
  deadTimer = setTimeout(() => socket.close(), PATIENCE);
}

function begins() {
  document.documentElement.dataset.live = "open";
  works = true;
  tries = 0;
  // a socket that was on its way may still open after the network went
  offline(!navigator.onLine);
  stopPolling();
  announce("resync");
  refreshBadge(0);
}

function received(event) {
  clearTimeout(deadTimer);
  schedulePing();
  if (!works) begins();
  if (event.type === "pong") return;
  if (event.type === "layer") {
    startPolling(POLL); // all pages hear of it at once, and it may be over before they ask
  } else if (event.type === "refetch") {
    stopPolling();
    const told = event.within && performance.now();
    setTimeout(() => announce("resync", told), jitter(event.within ?? 500));
    refreshBadge(event.within ?? 500);
  } else {
    announce(event.type, event);
    if (COUNTED.has(event.type)) refreshBadge(300 + (event.readers ?? 1) * 20);
  }
}

function closed(code) {
  document.documentElement.dataset.live = "closed";
  works = false;
  clearTimeout(pingTimer);
  clearTimeout(deadTimer);
  tries += 1;
  if (code === 4401) askWhetherSignedIn();
  // Sockets may be blocked on the way: then the page asks instead, and goes on trying.
  if (tries >= 2) startPolling();
  const wait = Math.min(LONGEST_WAIT, 500 * 2 ** tries);
  setTimeout(connect, wait / 2 + jitter(wait));
}

function schedulePing() {
  clearTimeout(pingTimer);
  pingTimer = setTimeout(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send("ping");
    deadTimer = setTimeout(() => socket.close(), PATIENCE);
  }, PING);
}

function startPolling(within = 0) {
  if (polling) return;
  polling = true;
  pollTimer = setTimeout(poll, jitter(within));
}

// Every 10 to 20 seconds while somebody looks, less often while nobody answers.
async function poll() {
  clearTimeout(pollTimer);
  if (document.visibilityState === "visible") {
    const answered = await refreshBadgeNow();
    if (!polling) return;
    unanswered = answered ? 0 : unanswered + 1;
    offline(!answered);
    slow(answered);
    if (answered) announce("resync");
  }
  clearTimeout(pollTimer);
  pollTimer = setTimeout(poll, (POLL + jitter(POLL)) * 2 ** Math.min(unanswered, 2));
}

function stopPolling() {
  polling = false;
  unanswered = 0;
  clearTimeout(pollTimer);
  slow(false);
}

async function askWhetherSignedIn() {
  const answer = await fetch("/meldinger/uleste/", { redirect: "manual" }).catch(() => null);
  if (answer && !answer.ok) location.reload();
}

function refreshBadge(within) {
  clearTimeout(badgeTimer);
  badgeTimer = setTimeout(refreshBadgeNow, jitter(within));
}

async function refreshBadgeNow() {
  try {
    const answer = await fetch("/meldinger/uleste/", { redirect: "manual" });
    if (answer.type === "opaqueredirect") location.reload(); // signed out meanwhile
    if (!answer.ok) return false;
    show((await answer.json()).unread);
    return true;
  } catch {
    return false;
  }
}

function show(unread) {
  if (!menu) return;
  let badge = menu.querySelector("[data-badge]");
  if (!unread) {
    badge?.remove();
    return;
  }
  if (!badge) {
    badge = document.createElement("span");
    badge.className = "count";
    badge.dataset.badge = "messages";
    menu.append(badge);
  }
  const spoken = badge.querySelector(".ds-sr-only");
  badge.replaceChildren(unread > 99 ? "99+" : String(unread), ...(spoken ? [spoken] : []));
}

document.addEventListener("messages:read", (event) => show(event.detail));
addEventListener("offline", () => {
  slow(false);
  offline(true);
});
addEventListener("online", () => {
  if (socket.readyState === WebSocket.OPEN) {
    offline(false);
    announce("resync");
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (socket.readyState === WebSocket.OPEN) socket.send("ping");
  if (polling) poll();
});
addEventListener("pageshow", (event) => {
  if (event.persisted && socket.readyState !== WebSocket.OPEN) announce("resync");
});

if (menu) connect();
