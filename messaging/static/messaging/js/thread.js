// An open conversation: what is written appears, what I write is sent once, drafts are kept.

import { renewAnswers, watchAnswers } from "./answers.js";
import { asking } from "./asking.js";
import { separate } from "./days.js";
import { keepDraft, newToken } from "./drafts.js";
import { inOrder } from "./order.js";
import { asksWho, isAsked } from "./sealed.js";

const thread = document.querySelector("[data-thread]");
const list = thread.querySelector("[data-messages]");
const spoken = thread.querySelector("[data-announce]");
const head = thread.querySelector("[data-head]");
const personal = thread.querySelector("[data-personal]");
const form = thread.querySelector("[data-composer]");
const me = thread.dataset.me;
const key = thread.dataset.thread;
const live = !("paged" in thread.dataset);
let version = Number(thread.dataset.version);
let newest = Number(thread.dataset.seq);
let readTo = Number(thread.dataset.readTo);
let composer = null;

// --- showing

function markMine(item) {
  item.toggleAttribute("data-mine", item.dataset.author === me);
  return item;
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return markMine(holder.content.firstElementChild);
}

function put(item) {
  const old = document.getElementById(item.id);
  if (old) {
    if (Number(old.dataset.version) < Number(item.dataset.version)) old.replaceWith(item);
    return false;
  }
  const seq = Number(item.dataset.seq);
  const before = [...list.querySelectorAll(".message")].find((other) => Number(other.dataset.seq) > seq);
  if (before) before.before(item);
  else list.append(item);
  separate(list, item);
  newest = Math.max(newest, seq);
  return true;
}

const scroller = () => {
  const pane = thread.querySelector(".thread__scroll");
  return getComputedStyle(pane).overflowY === "auto" ? pane : document.scrollingElement;
};
const atEnd = () => {
  const area = scroller();
  return area.scrollHeight - area.scrollTop - area.clientHeight < 160;
};
const toEnd = () => scroller().scrollTo({ top: scroller().scrollHeight });

function show(items) {
  const follow = atEnd();
  const fresh = items.map(parse).filter(put);
  const others = fresh.filter((item) => item.dataset.author !== me);
  for (const item of fresh) if (item.dataset.author === me) composer?.sentElsewhere(item);
  if (others.length) {
    const last = others.at(-1);
    const words = last.querySelector(".message__text")?.textContent ?? "";
    spoken.textContent = `${last.querySelector("strong").textContent}: ${words}`;
  }
  if (fresh.length && (follow || fresh.some((item) => item.dataset.author === me))) toEnd();
  report();
}

function setHead(html) {
  const controls = () => [...head.querySelectorAll("a, button")];
  const focused = controls().indexOf(document.activeElement);
  head.innerHTML = html;
  controls()[focused]?.focus();
  const people = head.querySelector("[data-people]").textContent;
  for (const line of thread.querySelectorAll("[data-people]")) line.textContent = people;
}

// --- keeping up

async function catchUp() {
  const answer = await fetch(`${thread.dataset.changes}?after_version=${version}`).catch(() => null);
  if (answer?.status === 404) location.assign("/meldinger/");
  if (answer?.status === 403) return asksWho(thread, true);
  if (!answer?.ok || answer.redirected) return answer?.status < 500;
  asksWho(thread, false);
  const missed = await answer.json().catch(() => null);
  if (!missed) return false;
  if (!missed.complete) {
    location.reload();
    return true;
  }
  show(missed.messages.map((message) => message.html));
  renewAnswers(personal, missed.personal);
  setHead(missed.head);
  version = Math.max(version, missed.version);
  reach();
  return true;
}

const keepUp = asking(catchUp);

const order = inOrder({ version: () => version, take, ask: keepUp });
const heard = ({ detail }) => detail.conversation === key && order.heard(detail);

function take(detail) {
  // The event carries nothing to show: ask for all that is missing.
  if (!detail.html || detail.asks_confirmation) {
    setTimeout(keepUp, Math.random() * (detail.readers ?? 1) * 10);
    return;
  }
  version = detail.version;
  show([detail.html]);
  if (detail.type !== "reacted") follow();
}

// What stands above the messages and follows from them: whose turn it is, how far they came.
function follow() {
  if ("turns" in thread.dataset) keepUp();
  else reach();
}

// --- reading

let reporting;
function report() {
  if (document.visibilityState !== "visible" || readTo >= newest || !live) return;
  clearTimeout(reporting);
  reporting = setTimeout(async () => {
    const body = new FormData();
    body.set("seq", newest);
    body.set("csrfmiddlewaretoken", token());
    const answer = await fetch(thread.dataset.read, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok) return;
    readTo = newest;
    thread.querySelector("[data-mark-read]")?.remove();
    const { unread } = await answer.json();
    document.dispatchEvent(new CustomEvent("messages:read", { detail: unread }));
  }, 400);
}

function readElsewhere({ detail }) {
  if (detail.conversation !== key) return;
  readTo = Math.max(readTo, detail.seq);
  if (readTo >= newest) thread.querySelector("[data-mark-read]")?.remove();
}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function reach() {
  const link = thread.querySelector("[data-reach]");
  if (!link) return;
  const answer = await fetch(link.dataset.reach).catch(() => null);
  if (answer?.ok && !answer.redirected) link.textContent = (await answer.text()).trim();
}

// --- writing

async function promise() {
  const line = thread.querySelector("[data-promise]");
  const answer = line && (await fetch(line.dataset.promise).catch(() => null));
  if (!answer?.ok || answer.redirected) return;
  const [words, follow] = [(await answer.text()).trim(), atEnd()];
  line.innerHTML = words;
  line.hidden = !words;
  for (const wait of thread.querySelectorAll("[data-wait]")) wait.hidden = !line.querySelector("[data-load]");
  if (follow) toEnd();
}

const tokens = `token:${key}`;

function compose() {
  const text = form.elements.body;
  const field = form.elements.client_token;
  const bar = form.querySelector("progress");
  const problem = form.querySelector("[data-composer-error]");
  const chosen = form.querySelector("[data-chosen]");
  const draft = keepDraft(form, key);
  let sending = false;

  // The same words again, after a reload or a broken line, are the same message.
  field.value = sessionStorage.getItem(tokens) ?? field.value;

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.elements.files.addEventListener("change", () => {
    const files = [...form.elements.files.files];
    chosen.replaceChildren(
      ...files.map((file) => Object.assign(document.createElement("li"), { textContent: file.name })),
    );
    chosen.hidden = !files.length;
  });

  const fail = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
  };

  const empty = () => {
    text.value = "";
    draft.sent();
    sessionStorage.removeItem(tokens);
    field.value = newToken();
    form.dispatchEvent(new Event("composer:sent"));
  };

  const done = () => {
    empty();
    form.elements.files.value = "";
    if (form.elements.asks_confirmation) form.elements.asks_confirmation.checked = false;
    if (form.elements.today) form.elements.today.value = "";
    chosen.hidden = true;
    text.focus();
  };

  const answered = (request) => {
    sending = false;
    bar.hidden = true;
    form.removeAttribute("aria-busy");
    if (request.status === 201) {
      const sent = JSON.parse(request.responseText);
      done();
      show([sent.html]);
      if (live) order.heard(sent); // what came between is on its way, or is asked for
      else if (sent.version > version) keepUp();
      return;
    }
    draft.again();
    if (request.status === 422 || request.status === 409) {
      fail(JSON.parse(request.responseText).errors.join(" "));
    } else if (isAsked(request)) {
      asksWho(thread, true);
    } else {
      fail(form.dataset.failed);
    }
  };

  const bare = (words) => words.replace(/\s+/g, "");
  const sentElsewhere = (item) => {
    const words = bare(item.querySelector(".message__text")?.textContent ?? "");
    if (!sending && words && words === bare(text.value)) empty();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    fail("");
    sessionStorage.setItem(tokens, field.value);
    form.setAttribute("aria-busy", "true");
    await draft.rest();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = form.elements.files.files.length ? 0 : 20_000;
    request.upload.addEventListener("progress", (progress) => {
      bar.hidden = !form.elements.files.files.length;
      bar.value = (100 * progress.loaded) / progress.total;
    });
    for (const end of ["load", "error", "timeout", "abort"]) {
      request.addEventListener(end, () => answered(request), { once: true });
    }
    request.send(new FormData(form));
  });
  return { sentElsewhere };
}

// --- begin

watchAnswers(personal);

for (const item of list.querySelectorAll(".message")) markMine(item);
if (live) {
  document.addEventListener("live:posted", heard);
  document.addEventListener("live:changed", heard);
  document.addEventListener("live:confirmed", heard);
  document.addEventListener("live:reacted", heard);
  document.addEventListener("live:read", readElsewhere);
  document.addEventListener("live:reach", ({ detail }) => detail.conversation === key && reach());
  document.addEventListener("live:resync", ({ detail }) => order.resync(detail));
  document.addEventListener("visibilitychange", report);
  const mark = list.querySelector("[data-new-mark]");
  if (!location.hash) mark ? mark.scrollIntoView({ block: "center" }) : toEnd();
  report();
}
document.addEventListener("messages:drawn", ({ detail }) => show([detail.html]));
reach();
promise();
if (form) composer = compose();
