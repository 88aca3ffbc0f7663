// What the reader has chosen and not sent yet stays when what is around it is shown anew.

export function watchAnswers(part) {
  part.addEventListener("input", (event) => {
    event.target.closest("form[data-ask]")?.toggleAttribute("data-touched", true);
  });
}

export function renewAnswers(part, html) {
  const touched = [...part.querySelectorAll("form[data-touched]")];
  const given = touched.map((form) => [form.id, new FormData(form)]);
  const focused = part.contains(document.activeElement) && document.activeElement.id;
  part.innerHTML = html;
  for (const [id, values] of given) fill(document.getElementById(id), values);
  if (focused) document.getElementById(focused)?.focus();
}

function fill(form, values) {
  if (!form) return;
  for (const field of form.querySelectorAll("input:not([type=hidden])")) {
    if (field.type === "number") field.value = values.get(field.name);
    else field.checked = values.getAll(field.name).includes(field.value);
  }
  form.toggleAttribute("data-touched", true);
}
