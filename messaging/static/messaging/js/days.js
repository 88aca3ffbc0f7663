// The line that says a new day begins.

export function separate(list, item) {
  const { day, dayName } = item.dataset;
  if (list.querySelector(`[data-day-separator="${day}"]`)) return;
  const line = document.createElement("li");
  line.className = "day";
  line.dataset.daySeparator = day;
  const words = document.createElement("span");
  words.textContent = dayName;
  line.append(words);
  item.before(line);
}
