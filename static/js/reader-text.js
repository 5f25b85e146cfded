// The text of a file: from mark to mark by n and Shift+n, on to the next section or file after the last one.
const marks = [...document.querySelectorAll("[data-text] mark")];
let current = -1;

function go(by) {
  const next = marks[current < 0 && by < 0 ? marks.length - 1 : current + by];
  if (!next) {
    document.querySelector(`a[data-preview-step="${by > 0 ? "next" : "previous"}-match"]`)?.click();
    return;
  }
  marks[current]?.removeAttribute("data-current");
  current = marks.indexOf(next);
  next.setAttribute("data-current", "");
  next.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.code === "KeyN") go(event.shiftKey ? -1 : 1);
  else if (event.code === "KeyP") go(-1);
});
