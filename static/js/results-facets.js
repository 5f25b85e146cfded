// Facets keep their places while one chooses: only numbers and ticks change. Long ones get a field to find a value in.
const PAUSE_MS = 150;

export function attachFacets(form) {
  for (const facet of form.querySelectorAll("[data-facet]:not([data-dates])")) attachFinder(facet);
}

export function followFacets(form, fresh) {
  const all = form.querySelector("[data-facets]");
  let before = null;
  for (const there of fresh.querySelectorAll("[data-facet]:not([data-dates])")) {
    const here = all.querySelector(`[data-facet="${CSS.escape(there.dataset.facet)}"]`);
    if (here) follow(here, there);
    else if (before) before.after(there);
    else all.prepend(there);
    before = here ?? there;
    if (!here) attachFinder(there);
  }
  for (const here of all.querySelectorAll("[data-facet]:not([data-dates])")) {
    if (!fresh.querySelector(`[data-facet="${CSS.escape(here.dataset.facet)}"]`)) follow(here, null);
  }
}

function follow(here, there) {
  const values = new Map(boxes(there).map((box) => [box.value, box]));
  const known = new Set();
  for (const box of boxes(here)) {
    const fresh = values.get(box.value);
    known.add(box.value);
    box.checked = fresh?.checked ?? false;
    const label = box.closest("label");
    const count = label.querySelector("[data-number]");
    count.textContent = fresh?.closest("label").querySelector("[data-number]").textContent ?? "0";
    label.classList.toggle("choice--none", !fresh);
  }
  const more = here.querySelector(".reveal") ?? here.querySelector("[data-values]");
  for (const [value, box] of values) if (!known.has(value)) more.append(box.closest("label"));
  if (there && !there.hidden) here.hidden = false;
}

function boxes(facet) {
  return facet ? [...facet.querySelectorAll("input[type=checkbox]")] : [];
}

// What is not on the page, because a facet has very many values, is asked for.
function attachFinder(facet) {
  const field = facet.querySelector("[data-finder]");
  if (!field || field.dataset.attached) return;
  field.dataset.attached = "";
  let pause, asking = new AbortController();
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  field.addEventListener("input", () => {
    show(facet, field.value);
    clearTimeout(pause);
    asking.abort();
    asking = new AbortController();
    if ("more" in field.dataset && field.value.trim()) pause = setTimeout(() => ask(facet, field, asking.signal), PAUSE_MS);
  });
}

function show(facet, typed) {
  const words = typed.trim().toLocaleLowerCase().split(/\s+/);
  const reveal = facet.querySelector(".reveal");
  if (reveal && typed.trim()) reveal.open = true;
  for (const box of boxes(facet)) {
    const label = box.closest("label");
    const name = label.querySelector("bdi").textContent.toLocaleLowerCase();
    label.hidden = !box.checked && !words.every((word) => name.includes(word));
  }
}

async function ask(facet, field, signal) {
  const form = facet.closest("form");
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  asked.set("facet", facet.dataset.facet);
  asked.set("typed", field.value);
  try {
    const answer = await fetch(`${facet.closest("[data-facets]").dataset.valuesAt}?${asked}`, { signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return;
    const known = new Set(boxes(facet).map((box) => box.value));
    const more = facet.querySelector(".reveal") ?? facet.querySelector("[data-values]");
    for (const box of page.querySelectorAll("input")) if (!known.has(box.value)) more.append(box.closest("label"));
    show(facet, field.value);
  } catch {
    // Another letter came before the answer, or the network is away: what is on the page can be chosen.
  }
}
