// Keeps the draft on the server while the pupil writes; without this the button does it.
const form = document.querySelector("form[data-draft]");
const PAUSE = 2500;

if (form) {
  const said = form.querySelector("[data-draft-state]");
  const { saved, waiting } = said.dataset; // the words, in the language of the page
  let timer = 0;

  async function save() {
    const body = new FormData(form);
    body.delete("files"); // files go with the buttons
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "X-Autosave": "1" } });
      said.textContent = answer.ok ? saved : waiting;
      if (!answer.ok) later(PAUSE * 4);
    } catch {
      said.textContent = waiting;
      later(PAUSE * 4);
    }
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  form.addEventListener("input", (event) => {
    if (event.target.name !== "files") later(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
