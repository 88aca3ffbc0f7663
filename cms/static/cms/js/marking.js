// Next pupil with a key: n, when nobody is writing.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "n" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  document.querySelector("[data-next]")?.click();
});
