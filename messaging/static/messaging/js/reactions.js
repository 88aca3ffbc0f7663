// Signs on messages: chosen beside the message, and one's own marked among the others.

const thread = document.querySelector("[data-thread]");
const list = thread.querySelector("[data-messages]");
const personal = thread.querySelector("[data-personal]");
let open = null;

// --- one's own

function mark() {
  for (const sign of list.querySelectorAll("[data-mine-sign]")) delete sign.dataset.mineSign;
  for (const { dataset } of personal.querySelectorAll("[data-reacted]")) {
    const item = document.getElementById(`m-${dataset.reacted}`);
    const sign = item?.querySelector(`.reaction[data-kind="${dataset.kind}"]`);
    if (sign) sign.dataset.mineSign = "";
  }
}

// --- choosing

function close({ refocus = false } = {}) {
  if (!open) return;
  const { panel, item } = open;
  open = null;
  panel.remove();
  const link = document.getElementById(item)?.querySelector(".message__react");
  link?.setAttribute("aria-expanded", "false");
  if (refocus) link?.focus();
}

async function show(link) {
  const item = link.closest(".message");
  const again = open?.item === item.id;
  close();
  if (again) return;
  const answer = await fetch(`${link.href}?del=valg`).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.assign(link.href);
    return;
  }
  close();
  const panel = document.createElement("li");
  panel.className = "react-panel";
  panel.innerHTML = await answer.text();
  panel.classList.toggle("react-panel--mine", item.hasAttribute("data-mine"));
  panel.addEventListener("submit", send);
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && close({ refocus: true }));
  item.after(panel);
  open = { panel, item: item.id };
  link.setAttribute("aria-expanded", "true");
  panel.querySelector("button")?.focus();
  panel.scrollIntoView({ block: "nearest" });
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, event.submitter),
    headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.assign(form.action);
    return;
  }
  const { html, version } = await answer.json();
  document.dispatchEvent(new CustomEvent("messages:drawn", { detail: { html, version } }));
  close({ refocus: true });
}

list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-react]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

new MutationObserver(mark).observe(list, { childList: true });
new MutationObserver(mark).observe(personal, { childList: true });
mark();
