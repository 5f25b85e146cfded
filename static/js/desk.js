// The preview beside a form of the desk follows what is typed, and lines of choices move and multiply in place.
// Without this script the preview follows when something was saved, and the buttons are the form's own.
const form = document.querySelector("form[data-preview]");
const place = document.querySelector("[data-preview-place]");
let waiting = 0;
let asked = 0;

bringIntoView();

form?.addEventListener("input", () => soon());
document.addEventListener("ordered", () => soon());
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=up], button[name=down], button[name=more]");
  if (!button) return;
  event.preventDefault();
  if (button.name === "more") addLine();
  else moveLine(button);
});

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, 250);
}

async function show() {
  const turn = ++asked;
  const answer = await fetch(form.dataset.preview + location.search, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  place.innerHTML = await answer.text();
  bringIntoView();
}

// The field that is being made, within the preview's own frame.
function bringIntoView() {
  const made = place.querySelector("[data-new]");
  const frame = place.closest(".desk__preview");
  if (made) frame.scrollTop += made.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
}

function moveLine(button) {
  const line = button.closest("[data-line]");
  const neighbour = button.name === "up" ? line.previousElementSibling : line.nextElementSibling;
  if (!neighbour) return;
  if (button.name === "up") neighbour.before(line);
  else neighbour.after(line);
  button.focus();
  if (document.activeElement !== button) line.querySelector(".input").focus();
  soon();
}

function addLine() {
  const lines = form.querySelector("[data-lines]");
  const line = lines.lastElementChild.cloneNode(true);
  const key = String(lines.children.length);
  line.querySelector(".choice-line__retired")?.remove();
  for (const input of line.querySelectorAll("input")) input.value = input.name === "choice_key" ? key : "";
  for (const button of line.querySelectorAll("button")) button.value = key;
  const number = String(lines.children.length);
  for (const named of line.querySelectorAll("[aria-label]")) {
    named.setAttribute("aria-label", named.getAttribute("aria-label").replace(number, String(Number(number) + 1)));
  }
  lines.append(line);
  line.querySelector(".input").focus();
}
