// Whom an announcement is for: counts again while one chooses, shows who it is, finds people.

const form = document.querySelector("[data-announce]");
const parts = form.querySelector("[data-parts]");
const chips = form.querySelector("[data-chips]");
const found = form.querySelector("[data-found]");
const picked = form.querySelector("[data-picked]");
const search = form.querySelector("[data-people-q]");
const filter = form.querySelector("[data-filter]");
const chipOf = form.querySelector("[data-chip]");
// the same when a template is chosen: whom it is for stays
const key = `chosen:${location.pathname}${new URLSearchParams(location.search).get("gruppe") ?? ""}`;
const CHOICES = "input[name=to], input[name=people], input[name=homes]";
let newest = 0;
let timer;
let finding;

const chosen = () => [...form.querySelectorAll(CHOICES)].filter((input) => input.checked);
let isListed = Boolean(parts.querySelector("[data-readers]"));

function later(wait, what) {
  clearTimeout(timer);
  timer = setTimeout(what, wait);
}

async function count({ page = "" } = {}) {
  clearTimeout(timer); // what waits to be counted is counted now
  const mine = ++newest;
  const body = new FormData(form);
  for (const name of ["files", "cover", "title", "body"]) body.delete(name);
  body.set("side", page);
  const where = form.dataset.announce + (isListed ? "?vis=lesere" : "");
  const answer = await fetch(where, { method: "POST", body }).catch(() => null);
  if (mine !== newest || !answer?.ok || answer.redirected) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  const { id, value } = document.activeElement ?? {};
  for (const name of ["line", "list"]) {
    const one = `[data-part=${name}]`;
    parts.querySelector(one).innerHTML = fresh.content.querySelector(one).innerHTML;
  }
  for (const name of ["sure", "weekly"]) {
    form.querySelector(`[data-${name}]`).innerHTML = fresh.content.querySelector(`[data-part=${name}]`).innerHTML;
  }
  const again = id && document.getElementById(id);
  if (!again || again === document.activeElement) return;
  again.focus();
  if (again.type === "search") again.value = value; // what was typed meanwhile
}

function showChips() {
  const items = chosen().map((input) => {
    const chip = chipOf.content.cloneNode(true);
    chip.querySelector("[data-chip-text]").textContent = input.dataset.label;
    chip.querySelector("button").addEventListener("click", () => {
      const at = [...chips.children].findIndex((one) => one.contains(document.activeElement));
      input.checked = false;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      const next = chips.children[Math.min(at, chips.children.length - 1)]?.querySelector("button");
      (next ?? search).focus();
    });
    return chip;
  });
  chips.replaceChildren(...items);
  chips.hidden = !items.length;
}

function keepPicked(input) {
  const row = input.closest(".pick");
  if (!found.contains(row)) return;
  if (!picked.querySelector(".picks")) picked.innerHTML = '<div class="picks"></div>';
  picked.querySelector(".picks").append(row);
  input.focus();
}

async function find() {
  const words = search.value.trim();
  if (words.length < 2) {
    found.replaceChildren();
    return;
  }
  const where = `${search.dataset.peopleQ}?q=${encodeURIComponent(words)}`;
  const answer = await fetch(where).catch(() => null);
  if (!answer?.ok || answer.redirected || words !== search.value.trim()) return;
  found.innerHTML = await answer.text();
  for (const input of found.querySelectorAll("input")) {
    if (picked.querySelector(`input[value="${input.value}"]`)) input.closest(".pick").remove();
  }
}

function narrow() {
  const words = filter.querySelector("input").value.trim().toLowerCase();
  for (const row of form.querySelectorAll("[data-row]")) row.hidden = !row.dataset.row.includes(words);
  for (const places of form.querySelectorAll("[data-places]")) {
    if (words) places.open = Boolean(places.querySelector("[data-row]:not([hidden])"));
  }
}

// what is chosen stays when the page is loaded again, as the words do
function keep() {
  const rows = chosen().map(({ name, value, dataset }) => ({ name, value, label: dataset.label }));
  sessionStorage.setItem(key, JSON.stringify(rows));
}

function restore() {
  const rows = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (!rows || chosen().some((input) => input.name !== "to")) return;
  for (const input of form.querySelectorAll("input[name=to]")) {
    input.checked = rows.some((row) => row.name === "to" && row.value === input.value);
  }
  for (const row of rows.filter(({ name }) => name !== "to")) addPicked(row);
}

function addPicked({ name, value, label }) {
  if (!picked.querySelector(".picks")) picked.innerHTML = '<div class="picks"></div>';
  const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "ds-input", name, value, checked: true });
  box.dataset.label = label;
  const text = Object.assign(document.createElement("span"), { textContent: label });
  const one = Object.assign(document.createElement("label"), { className: "pick__one" });
  one.append(box, text);
  const row = Object.assign(document.createElement("div"), { className: "pick" });
  row.append(one);
  picked.querySelector(".picks").append(row);
}

form.addEventListener("change", ({ target }) => {
  if (target.matches(CHOICES)) {
    if (target.checked) keepPicked(target);
    showChips();
    keep();
  }
  if (target.matches(`${CHOICES}, [name=ask], [name=grunn]`)) later(200, count);
});

form.addEventListener("input", ({ target }) => {
  if (target.name === "navn") later(300, count);
  if (target === search) {
    clearTimeout(finding);
    finding = setTimeout(find, 250);
  }
  if (filter?.contains(target)) narrow();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show-readers], [data-search]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-search]")) {
    find();
    return;
  }
  isListed = true;
  count({ page: button.value });
});

// Enter in a field searches or counts; it never sends
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox], [type=submit], [type=file])")) return;
  event.preventDefault();
  if (event.target === search) find();
  else if (event.target.name === "navn") count();
});

form.addEventListener("submit", () => sessionStorage.removeItem(key));

if (filter) filter.hidden = false;
if (!form.hasAttribute("data-typed")) restore();
showChips();
if (chosen().length) count();
