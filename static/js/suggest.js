// Completions under the search box: titles, tags and people. Without this script the box works as it is.
const PAUSE_MS = 120;
const FEWEST_LETTERS = 2;

for (const box of document.querySelectorAll("input[data-search-focus]")) attach(box);

function attach(box) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${box.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  box.form.append(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let pause, asking, chosen = -1;

  box.addEventListener("input", () => {
    clearTimeout(pause);
    asking?.abort();
    if (box.value.trim().length < FEWEST_LETTERS) return close();
    pause = setTimeout(ask, PAUSE_MS);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const places = list.children.length + 1; // one of them is the box itself
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
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
    if (line) location.assign(line.dataset.url);
  });

  async function ask() {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(box.value)}`, {
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
    list.replaceChildren(...suggestions.map(line));
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
  }

  function line({ text, url, label }, place) {
    const option = document.createElement("li");
    option.className = "suggestions__line";
    option.id = `${list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    option.append(span(text, ""), span(label, "suggestions__kind"));
    return option;
  }

  function span(words, name) {
    const element = document.createElement("span");
    element.className = name;
    element.dir = "auto";
    element.textContent = words;
    return element;
  }

  function choose(place) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
}
