// Facets keep their places while one chooses: only numbers and ticks change. Long ones get a field to find a value in.
const LONG = 8;

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
  attachFinder(here);
}

function boxes(facet) {
  return facet ? [...facet.querySelectorAll("input[type=checkbox]")] : [];
}

function attachFinder(facet) {
  if (boxes(facet).length <= LONG || facet.querySelector("[data-finder]")) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "facet__finder";
  field.dataset.finder = "";
  field.dir = "auto";
  field.autocomplete = "off";
  const words = facet.closest("[data-facets]").dataset.find;
  field.placeholder = words;
  field.setAttribute("aria-label", `${words}: ${facet.querySelector("summary").textContent.trim()}`);
  facet.querySelector("[data-values]").prepend(field);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLocaleLowerCase().split(/\s+/);
    const reveal = facet.querySelector(".reveal");
    if (reveal && field.value.trim()) reveal.open = true;
    for (const box of boxes(facet)) {
      const name = box.closest("label").querySelector("bdi").textContent.toLocaleLowerCase();
      box.closest("label").hidden = !box.checked && !typed.every((word) => name.includes(word));
    }
  });
}
