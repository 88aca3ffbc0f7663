// Counts the readers again while one chooses, and keeps a draft.

const form = document.querySelector("[data-start]");
const line = form?.querySelector("[data-readers-line]");
const draft = `draft:${location.pathname}${location.search}`;
const asked = new Set(["pupils", "people", "parts", "shape", "reply_policy"]);
let timer;

async function count() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (asked.has(name)) chosen.append(name, value);
  }
  const answer = await fetch(`${line.dataset.readersLine}&${chosen}`).catch(() => null);
  if (answer?.ok && !answer.redirected) line.innerHTML = await answer.text();
}

if (line) {
  form.addEventListener("change", (event) => {
    if (!asked.has(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(count, 200);
  });
}

if (form) {
  const kept = JSON.parse(sessionStorage.getItem(draft) ?? "{}");
  for (const name of ["title", "body"]) form.elements[name].value ||= kept[name] ?? "";
  form.addEventListener("input", () => {
    const { title, body } = form.elements;
    sessionStorage.setItem(draft, JSON.stringify({ title: title.value, body: body.value }));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(draft));
}
