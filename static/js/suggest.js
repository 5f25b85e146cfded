// Completions under the search box: earlier searches of one's own, titles, tags and people. Without this script the
// box works as it is; with it, Enter still searches for what was typed unless a line was chosen with the arrows.
import { forget, forgetAll, past } from "./past-searches.js";

const PAUSE_MS = 120;
const FEWEST_LETTERS = 2;
const PAST_AT_FIRST = 8; // under an empty box
const PAST_WHILE_TYPING = 3;

for (const box of document.querySelectorAll("input[data-search-focus]")) attach(box);

function attach(box) {
  const list = element("div", "suggestions");
  list.id = `${box.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  box.form.append(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let pause, asking, chosen = -1, options = [];

  box.addEventListener("focus", () => box.value.trim() || show([]));
  box.addEventListener("click", () => list.hidden && !box.value.trim() && show([]));
  box.addEventListener("input", () => {
    clearTimeout(pause);
    asking?.abort();
    const letters = box.value.trim().length;
    if (letters < FEWEST_LETTERS) return letters ? close() : show([]);
    pause = setTimeout(ask, PAUSE_MS);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden && step > 0 && !box.value.trim()) show([]);
    if (list.hidden) return;
    if (step) {
      event.preventDefault();
      const places = options.length + 1; // one of them is the box itself
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(options[chosen]);
    } else if (event.key === "Delete" && options[chosen]?.dataset.past) {
      event.preventDefault();
      drop(options[chosen]);
    }
  });

  box.addEventListener("blur", () => {
    clearTimeout(pause);
    asking?.abort();
    close();
  });

  // The box keeps the focus while a line is pressed; otherwise its blur would take the list away first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line && event.target.closest("[data-drop]")) drop(line);
    else if (line) take(line);
  });

  async function ask() {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(box.value)}&lang=${document.documentElement.lang}`, {
        signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (!signal.aborted) show(suggestions);
    } catch {
      close(); // aborted, or the network is away: the box still searches
    }
  }

  function show(suggestions) {
    const typed = box.value.trim();
    const mine = past().filter((text) => text !== typed && begins(text, typed));
    const groups = new Map();
    const add = (label, line) => groups.set(label, [...(groups.get(label) ?? []), line]);
    for (const text of mine.slice(0, typed ? PAST_WHILE_TYPING : PAST_AT_FIRST)) add(box.dataset.past, pastLine(text, typed));
    for (const each of suggestions) add(each.label, line(each.text, each.url, typed));
    if (mine.length && !typed) add(box.dataset.past, forgettingLine());
    list.replaceChildren(...[...groups].map(([label, lines]) => group(label, lines)));
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, place) => (option.id = `${list.id}-${place}`));
    choose(-1);
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
  }

  function line(text, url, typed) {
    const option = element("div", "suggestions__line");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    const words = element("span", "suggestions__words", completed(text, typed));
    words.dir = "auto";
    option.append(words);
    return option;
  }

  function pastLine(text, typed) {
    const option = line(text, `${box.form.action}?${new URLSearchParams({ q: text })}`, typed);
    option.dataset.past = text;
    const cross = element("span", "suggestions__drop", ["×"]);
    cross.dataset.drop = "";
    cross.title = box.dataset.forget;
    cross.setAttribute("aria-hidden", "true");
    option.append(cross, element("span", "visually-hidden", [box.dataset.forget]));
    return option;
  }

  function forgettingLine() {
    const option = line(box.dataset.forgetAll, "", "");
    option.classList.add("suggestions__line--quiet");
    option.dataset.forgetAll = "";
    return option;
  }

  function take(option) {
    if (!("forgetAll" in option.dataset)) return location.assign(option.dataset.url);
    forgetAll();
    show([]);
  }

  function drop(option) {
    forget(option.dataset.past);
    const place = chosen;
    option.remove();
    options = options.filter((each) => each !== option);
    if (!list.querySelector("[data-past]")) return show([]);
    chosen = -1;
    choose(Math.min(place, options.length - 1));
  }

  function choose(place) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = options[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function close() {
    list.hidden = true;
    choose(-1);
    box.setAttribute("aria-expanded", "false");
  }
}

function group(label, lines) {
  const found = element("div", "suggestions__group");
  found.setAttribute("role", "group");
  found.setAttribute("aria-label", label);
  const word = element("span", "suggestions__kind", [label]);
  word.setAttribute("aria-hidden", "true");
  found.append(word, ...lines);
  return found;
}

// What was typed stands light, and what would be added to it bold.
function completed(text, typed) {
  const words = typed.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!words.length) return [text];
  const pieces = text.split(new RegExp(`(${words.join("|")})`, "iu"));
  return pieces.filter(Boolean).map((piece) => (words.some((word) => new RegExp(`^${word}$`, "iu").test(piece)) ? piece : element("b", "", [piece])));
}

function begins(text, typed) {
  const folded = text.toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).every((word) => folded.split(/\s+/).some((each) => each.startsWith(word)));
}

function element(tag, name, contents = []) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...contents);
  return made;
}
