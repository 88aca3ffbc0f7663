// Notices in this browser: on and off, and the state it is in.

const box = document.querySelector("[data-push]");
const button = box?.querySelector("button");
const state = box?.querySelector("[data-push-state]");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

function bytes(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function send(url, browser) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(browser),
  });
}

function show(isOn, words = isOn ? box.dataset.on : box.dataset.off) {
  button.textContent = isOn ? box.dataset.turnOff : box.dataset.turnOn;
  state.textContent = words;
}

async function turnOn(registration) {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return show(false, box.dataset.denied);
  const browser = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.key),
  });
  const answer = await send(box.dataset.subscribe, browser);
  return show(answer.ok, answer.ok ? undefined : box.dataset.failed);
}

async function turnOff(browser) {
  await send(box.dataset.unsubscribe, { endpoint: browser.endpoint });
  await browser.unsubscribe();
  show(false);
}

async function start() {
  const registration = await navigator.serviceWorker.register("/varsler-arbeider.js");
  await navigator.serviceWorker.ready;
  show(Boolean(await registration.pushManager.getSubscription()));
  box.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const browser = await registration.pushManager.getSubscription();
    await (browser ? turnOff(browser) : turnOn(registration)).catch(() => show(false, box.dataset.failed));
    button.disabled = false;
  });
}

if (box && "serviceWorker" in navigator && "PushManager" in window) start();
