// Bars of months or years: one drags over them, or moves the two ends with the arrow keys. Without this script each
// bar is a link, and the months can be typed.
const KEYS = ["from", "to"];

export function attachDates(form) {
  const facet = form.querySelector("[data-dates]");
  const frame = facet?.querySelector("[data-dates-frame]");
  if (!frame) return;
  const ends = KEYS.map((name) => facet.querySelector(`input[name="${name}"]`));
  const sliders = ends.map((input, end) => slider(facet, frame, input, end));
  frame.append(...sliders);
  show(facet);

  for (const input of ends) input.addEventListener("input", () => show(facet));
  let start = null;
  const svg = frame.querySelector("svg");
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    start = barAt(svg, event);
    svg.setPointerCapture(event.pointerId);
    choose(facet, start, start);
  });
  svg.addEventListener("pointermove", (event) => {
    if (start !== null) choose(facet, start, barAt(svg, event));
  });
  svg.addEventListener("pointerup", () => {
    if (start === null) return;
    start = null;
    ends[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  svg.addEventListener("pointercancel", () => (start = null));
}

// The bars stay where they are as long as no new month comes; their heights follow.
export function followDates(form, fresh) {
  const here = form.querySelector("[data-dates]");
  const there = fresh.querySelector("[data-dates]");
  if (!here || !there) return;
  for (const name of KEYS) {
    here.querySelector(`[name="${name}"]`).value = there.querySelector(`[name="${name}"]`).value;
  }
  if (!bars(here).length) {
    here.replaceWith(there);
    return attachDates(form);
  }
  const mine = bars(here), theirs = new Map(bars(there).map((bar) => [bar.dataset.since + bar.dataset.until, bar]));
  const known = new Set(mine.map((bar) => bar.dataset.since + bar.dataset.until));
  if ([...theirs.keys()].some((span) => !known.has(span))) {
    here.replaceWith(there);
    return attachDates(form);
  }
  for (const bar of mine) {
    const its = theirs.get(bar.dataset.since + bar.dataset.until);
    const drawn = bar.querySelector(".dates__bar"), now = its?.querySelector(".dates__bar");
    drawn.setAttribute("y", now?.getAttribute("y") ?? "39");
    drawn.setAttribute("height", now?.getAttribute("height") ?? "1");
    if (its) bar.querySelector("title").textContent = its.querySelector("title").textContent;
  }
  show(here);
}

function slider(facet, frame, input, end) {
  const made = document.createElement("input");
  made.type = "range";
  made.className = "dates__end";
  made.min = "0";
  made.max = String(bars(facet).length - 1);
  made.setAttribute("aria-label", input.closest("label").textContent.trim());
  made.addEventListener("input", () => {
    const [first, last] = [...frame.querySelectorAll("input")].map((each) => Number(each.value));
    if (end === 0) choose(facet, first, Math.max(first, last));
    else choose(facet, Math.min(first, last), last);
  });
  made.addEventListener("change", () => input.dispatchEvent(new Event("change", { bubbles: true })));
  return made;
}

function bars(facet) {
  return [...facet.querySelectorAll("svg a")];
}

function barAt(svg, event) {
  const box = svg.getBoundingClientRect();
  const along = (event.clientX - box.x) / box.width;
  const part = getComputedStyle(svg).direction === "rtl" ? 1 - along : along;
  const count = svg.querySelectorAll("a").length;
  return Math.min(Math.max(Math.floor(part * count), 0), count - 1);
}

function choose(facet, one, other) {
  const all = bars(facet);
  const first = Math.min(one, other), last = Math.max(one, other);
  const whole = first === 0 && last === all.length - 1;
  facet.querySelector('[name="from"]').value = whole ? "" : all[first].dataset.since;
  facet.querySelector('[name="to"]').value = whole ? "" : all[last].dataset.until;
  show(facet);
}

// Colours and handles follow the two months.
function show(facet) {
  const [from, to] = KEYS.map((name) => facet.querySelector(`[name="${name}"]`).value);
  const all = bars(facet);
  const chosen = all.map((bar) => Boolean(from || to) && (!from || bar.dataset.until >= from) && (!to || bar.dataset.since <= to));
  all.forEach((bar, place) => bar.classList.toggle("dates__in", chosen[place]));
  const first = Math.max(chosen.indexOf(true), 0);
  const last = chosen.includes(true) ? chosen.lastIndexOf(true) : all.length - 1;
  facet.querySelectorAll("input[type=range]").forEach((made, end) => {
    made.value = String(end ? last : first);
    made.setAttribute("aria-valuetext", all[end ? last : first].dataset.label);
  });
}
