// Small manners of the frame. Everything here works without it too.

// Menus under a button: one at a time, closed by Escape and by a press elsewhere.
const pops = () => document.querySelectorAll("details.pop[open]");

document.addEventListener("click", (event) => {
  for (const pop of pops()) {
    if (!pop.contains(event.target)) pop.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const pop of pops()) {
    pop.open = false;
    pop.querySelector("summary").focus();
  }
});

// A form is sent once. The button shows that it waits; going back frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-resend")) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.setAttribute("aria-busy", "true");
    const pressed = event.submitter;
    setTimeout(() => pressed?.setAttribute("data-sending", ""), 300);
  });
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) {
    form.removeAttribute("aria-busy");
    form.querySelector("[data-sending]")?.removeAttribute("data-sending");
  }
});

// Errors are read first.
document.querySelector("[data-error-summary]")?.focus();
