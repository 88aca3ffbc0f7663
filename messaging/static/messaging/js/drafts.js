// What is written and not sent: kept by this browser at every letter, and by the server as soon as
// typing rests. The newer of the two is shown when the page opens.

const PAUSE = 1000;

// What makes sending the same words twice one message.
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function keepDraft(form, key) {
  const text = form.elements.body;
  const said = form.querySelector("[data-draft-saved]");
  const words = `draft:${key}`;
  const moment = `draft-at:${key}`;
  // The clocks of browsers are wrong: moments are told on the server's. It drew the page after it
  // was asked: in doubt what was typed here is newer than what it has.
  const [asked] = performance.getEntriesByType("navigation");
  const ahead = Date.parse(form.dataset.now) - performance.timeOrigin - (asked?.requestStart ?? 0);
  const now = () => Date.now() + ahead;
  let saved = text.defaultValue;
  let saving = Promise.resolve();
  let timer;

  const forget = () => {
    clearTimeout(timer);
    localStorage.removeItem(words);
    localStorage.removeItem(moment);
  };

  const packed = () => {
    const body = new FormData();
    body.set("body", text.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return body;
  };

  const save = async () => {
    const written = text.value;
    if (written === saved) return;
    const answer = await fetch(form.dataset.draft, { method: "POST", body: packed() }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    saved = written;
    // what was typed meanwhile is newer than what the server has just stamped
    if (text.value === written) said.hidden = !written;
    else if (localStorage.getItem(words) !== null) localStorage.setItem(moment, now());
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      saving = saving.then(save);
    }, PAUSE);
  };

  const typed = () => {
    localStorage.setItem(words, text.value);
    localStorage.setItem(moment, now());
    said.hidden = true;
    later();
  };

  const begin = () => {
    // on a slow line people write before this script is there
    if (text.value !== text.defaultValue) return typed();
    const kept = localStorage.getItem(words);
    if (kept === null || "typed" in form.dataset) return;
    const at = Number(localStorage.getItem(moment)) || 1;
    if (at > (Date.parse(form.dataset.drafted) || 0)) {
      text.value = kept;
      if (kept !== saved) later();
    } else {
      forget();
    }
  };

  text.addEventListener("input", typed);
  addEventListener("online", later);
  addEventListener("pagehide", () => {
    clearTimeout(timer);
    const busy = form.hasAttribute("aria-busy");
    if (text.value !== saved && !busy) navigator.sendBeacon(form.dataset.draft, packed());
  });

  // "Send later" is an address of its own, which the browser itself posts to.
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter?.hasAttribute("formaction")) return;
    event.stopImmediatePropagation();
    if (form.hasAttribute("aria-busy")) return;
    event.preventDefault();
    clearTimeout(timer);
    const go = () => {
      form.setAttribute("aria-busy", "true");
      sessionStorage.removeItem(`token:${key}`);
      form.requestSubmit(submitter);
    };
    // a form that is being submitted cannot be submitted: when this event is over
    saving.then(() => setTimeout(go));
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) form.removeAttribute("aria-busy");
  });

  begin();
  return {
    // No save may arrive after the message it belongs to.
    rest: () => {
      clearTimeout(timer);
      return saving;
    },
    again: later,
    sent: () => {
      forget();
      saved = "";
      said.hidden = true;
    },
  };
}
