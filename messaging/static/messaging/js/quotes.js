// Answers with a quote: chosen without leaving the page, and leading back to what they quote.

const list = document.querySelector("[data-messages]");
const form = document.querySelector("[data-composer]");
const holder = form?.querySelector("[data-quoting]");

function quote(item, uuid) {
  form.elements.quotes.value = uuid;
  holder.querySelector("[data-quoted-author]").textContent =
    item.querySelector(".message__head strong").textContent;
  const words = item.querySelector(".message__card > .message__text, .files")?.textContent ?? "";
  const plain = words.replace(/\s+/g, " ").trim();
  holder.querySelector("[data-quoted-text]").textContent =
    plain.length > 160 ? `${plain.slice(0, 160)} …` : plain;
  holder.hidden = false;
  form.elements.body.focus();
}

function unquote() {
  form.elements.quotes.value = "";
  holder.querySelector("[data-quoted-text]").textContent = ""; // it may be withdrawn meanwhile
  holder.hidden = true;
}

list.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const tool = event.target.closest("[data-quotes]");
  const back = event.target.closest("[data-quote]");
  if (tool && form) {
    event.preventDefault();
    quote(tool.closest(".message"), tool.dataset.quotes);
  } else if (back && document.getElementById(back.dataset.quote)) {
    event.preventDefault();
    location.hash = back.dataset.quote;
  }
});

if (form) {
  form.addEventListener("composer:sent", unquote);
  holder.querySelector("[data-unquote]").addEventListener("click", (event) => {
    event.preventDefault();
    unquote();
    form.elements.body.focus();
  });
}
