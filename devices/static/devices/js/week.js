// Arrow keys move between the lessons of the week, as in any table of cells.
const table = document.querySelector("[data-week]");

const steps = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

function linkFrom(cell, [down, right]) {
  let row = cell.parentElement.rowIndex + down;
  let column = cell.cellIndex + right;
  for (;;) {
    const next = table.rows[row]?.cells[column];
    if (!next || next.tagName === "TH") return null;
    const link = next.querySelector("a");
    if (link && link.offsetParent) return link;
    row += down;
    column += right;
  }
}

table?.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  const link = linkFrom(cell, step);
  if (!link) return;
  event.preventDefault();
  link.focus();
});
