// Tells the writer that a text looks sensitive: when it is left, and once before it is sent.

const SEEN_AFTER = 1000; // milliseconds that a notice must have stood before it counts as read
const LONGEST_WAIT = 3000;

const holder = document.querySelector("[data-sensitive]");
const form = holder?.closest("form");
const notice = holder?.querySelector("[data-sensitive-notice]");
let answeredFor = null;
let shownAt = -Infinity;
let asking = null;

const words = () => ["title", "body"].map((name) => form.elements[name]?.value ?? "").join("\n");
const isSettled = () => !words().trim() || (answeredFor === words() && performance.now() - shownAt > SEEN_AFTER);

function tell(reasons) {
  const lines = reasons.map((reason) => Object.assign(document.createElement("li"), { textContent: reason }));
  notice.querySelector("[data-sensitive-reasons]").replaceChildren(...lines);
  notice.hidden = !reasons.length;
  // a box that is out of sight must not mark anything
  if (!reasons.length && form.elements.mark_sensitive) form.elements.mark_sensitive.checked = false;
  form.elements.advised.value = reasons.length ? "1" : "";
  if (reasons.length) notice.scrollIntoView({ block: "nearest" });
  shownAt = reasons.length ? performance.now() : -Infinity;
}

async function reasonsFor() {
  const body = new FormData(form);
  for (const name of ["files", "cover"]) body.delete(name);
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  const answer = await fetch(holder.dataset.sensitive, { method: "POST", body, signal }).catch(() => null);
  if (!answer?.ok || answer.redirected) return [];
  return (await answer.json()).reasons;
}

async function ask() {
  const text = words();
  if (text === answeredFor) return;
  const reasons = text.trim() ? await reasonsFor() : [];
  answeredFor = text;
  tell(reasons);
}

function askOnce() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function hold(event) {
  if (event.target !== form) return;
  if (isSettled()) {
    if (!words().trim()) tell([]);
    notice.hidden = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  await askOnce();
  await askOnce(); // the text may have changed under the first question
  if (notice.hidden) form.requestSubmit(event.submitter);
}

if (form) {
  if (!notice.hidden) answeredFor = words();
  form.addEventListener("change", ({ target }) => {
    if (target.name === "body" || target.name === "title") askOnce();
  });
  document.addEventListener("submit", hold, { capture: true });
}
