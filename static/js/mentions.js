// Behind an @ a list of people opens, who may see what is written; the chosen one's name is typed in full.
const PAUSE_MS = 120;
const LONGEST = 40;
let box = null; // the text box whose list is open
let list = null;
let timer = 0;
let asked = 0;

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-mentions]")) return;
  clearTimeout(timer);
  const typed = typedName(event.target);
  if (typed === null) return close();
  const there = event.target;
  timer = setTimeout(() => ask(there, typed), PAUSE_MS);
});
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== box) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) move(step);
  else if (event.key === "Enter" || event.key === "Tab") choose(list.querySelector("[aria-selected=true]"));
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[role=option]");
  if (!list || (option && !list.contains(option))) return;
  if (!option) return close();
  event.preventDefault();
  choose(option);
});
document.addEventListener("focusout", (event) => event.target === box && close());
document.addEventListener("sent", (event) => {
  for (const chosen of event.target.querySelectorAll("[name=mention]")) chosen.remove();
});

// What stands between the last @ and the place of typing; null when no name is being typed.
function typedName(there) {
  const before = there.value.slice(0, there.selectionStart);
  return /(?:^|[^\p{L}\p{N}_@/.])@([\p{L}][^\n@]*)$/u.exec(before.slice(-LONGEST))?.[1] ?? null;
}

async function ask(there, typed) {
  const turn = ++asked;
  const address = `${there.dataset.mentions}?q=${encodeURIComponent(typed)}`;
  const answer = await fetch(address).then((found) => (found.ok ? found.json() : { people: [] })).catch(() => null);
  if (turn !== asked || typedName(there) !== typed) return;
  if (!answer?.people.length) return close();
  show(there, answer.people);
}

function show(there, people) {
  close();
  box = there;
  list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${there.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", there.labels[0]?.textContent.trim() ?? "@");
  list.append(...people.map(option));
  there.after(list);
  there.setAttribute("aria-controls", list.id);
  there.setAttribute("aria-autocomplete", "list");
  move(0);
}

function option(person, place) {
  const row = document.createElement("li");
  row.setAttribute("role", "option");
  row.id = `${box.id}-person-${place}`;
  row.dataset.id = person.id;
  row.dataset.name = person.name;
  const name = document.createElement("bdi");
  name.textContent = person.name;
  const authority = document.createElement("bdi");
  authority.className = "quiet small";
  authority.textContent = person.authority ?? "";
  row.append(name, " ", authority);
  return row;
}

function move(step) {
  const rows = [...list.children];
  const present = Math.max(rows.findIndex((row) => row.ariaSelected === "true"), 0);
  const place = (present + step + rows.length) % rows.length;
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === place)));
  box.setAttribute("aria-activedescendant", rows[place].id);
  rows[place].scrollIntoView({ block: "nearest" });
}

function choose(row) {
  const there = box;
  const caret = there.selectionStart;
  const start = caret - typedName(there).length;
  there.setRangeText(`${row.dataset.name} `, start, caret, "end");
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "mention", value: row.dataset.id });
  there.form.append(chosen);
  close();
}

function close() {
  list?.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) box?.removeAttribute(name);
  list = box = null;
  asked += 1;
}
