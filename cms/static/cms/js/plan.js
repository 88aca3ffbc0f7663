// One day at a time on phones; without this the days stand below each other.
const tabs = document.querySelector("[data-daytabs]");
const week = document.querySelector("[data-week]");
const print = document.querySelector("[data-print]");

function show(number) {
  week.dataset.shown = "on";
  for (const day of week.querySelectorAll("[data-day]")) day.toggleAttribute("data-chosen", day.dataset.day === number);
  for (const tab of tabs.querySelectorAll("[data-day]")) tab.setAttribute("aria-pressed", String(tab.dataset.day === number));
}

if (tabs && week) {
  tabs.hidden = false;
  show((tabs.querySelector("[data-today]") ?? tabs.firstElementChild).dataset.day);
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-day]");
    if (tab) show(tab.dataset.day);
  });

  let from = null;
  week.addEventListener("touchstart", (event) => { from = event.changedTouches[0]; }, { passive: true });
  week.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    const across = to.clientX - from.clientX;
    if (Math.abs(across) < 60 || Math.abs(to.clientY - from.clientY) > 40) return;
    const now = tabs.querySelector('[aria-pressed="true"]');
    const next = across < 0 ? now.nextElementSibling : now.previousElementSibling;
    if (next) show(next.dataset.day);
  }, { passive: true });
}

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
