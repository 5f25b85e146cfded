// The reader: follows which page is in sight, turns pages and goes from match to match by keys, changes the size.
const reader = document.querySelector("[data-reader]");
const sheets = [...reader.querySelectorAll("[data-sheet]")];
const beside = reader.querySelector(".reader__beside");
const frame = reader.querySelector("[data-sheets]");
const field = reader.querySelector("[data-page]");
const count = reader.querySelector("[data-match-count]");
const words = reader.querySelector("[data-match-words]");
const forwardKey = getComputedStyle(document.documentElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
const backKey = forwardKey === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
let current = sheets.findIndex((sheet) => sheet.dataset.sheet === field.value);

const bar = reader.querySelector(".reader__bar");

/* Where reading begins: below the bar, but on a phone it stands at the foot of the window. */
const edge = () => (getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0);
const scrollToPlace = (top) => scrollTo({ top, behavior: "instant" });

function show(place) {
  const sheet = sheets[Math.min(Math.max(place, 0), sheets.length - 1)];
  scrollToPlace(scrollY + sheet.getBoundingClientRect().top - edge() - 8);
  note(sheets.indexOf(sheet));
}

function showMatch(sheet) {
  const mark = sheet.querySelector("rect");
  const inSight = mark && mark.getBoundingClientRect().top - sheet.getBoundingClientRect().top < innerHeight - edge() - 160;
  if (mark && !inSight) {
    scrollToPlace(scrollY + mark.getBoundingClientRect().top - edge() - 120);
    note(sheets.indexOf(sheet));
  } else show(sheets.indexOf(sheet));
}

function note(place) {
  if (place < 0 || place === current) return;
  current = place;
  const page = sheets[place].dataset.sheet;
  field.value = page;
  for (const link of reader.querySelectorAll("[data-go]")) {
    if (link.dataset.go !== page) link.removeAttribute("aria-current");
    else {
      link.setAttribute("aria-current", "true");
      const strip = link.closest("ol");
      const away = link.getBoundingClientRect().top - strip.getBoundingClientRect().top;
      if (away < 0 || away > strip.clientHeight - link.offsetHeight) strip.scrollTop += away - strip.clientHeight / 2;
    }
  }
  const own = sheets[place].dataset.place;
  if (count && own) count.textContent = words.innerHTML.replace("{number}", own);
  const address = new URL(location.href);
  address.searchParams.set("page", page);
  address.hash = `page-${page}`;
  history.replaceState(history.state, "", address);
  const other = new URL(beside.href); // the text comes beside the page that is in sight
  other.searchParams.set("page", page);
  other.hash = address.hash;
  beside.href = other;
}

function inSight() {
  const middle = edge() + (innerHeight - edge()) / 3;
  const place = sheets.findIndex((sheet) => sheet.getBoundingClientRect().bottom > middle);
  note(place < 0 ? sheets.length - 1 : place);
}

function step(by) {
  const beyond = by > 0 ? sheets.slice(current + 1) : sheets.slice(0, current).reverse();
  const next = beyond.find((sheet) => sheet.dataset.place);
  const elsewhere = by > 0 ? reader.dataset.nextFile : reader.dataset.previousFile;
  if (next) showMatch(next);
  else if (elsewhere) location.href = elsewhere;
}

function size(zoom) {
  const here = sheets[current];
  const before = here.getBoundingClientRect();
  const share = (edge() - before.top) / before.height;
  for (const name of [...frame.classList]) if (/^reader__pages--(fit|\d+)$/.test(name)) frame.classList.remove(name);
  frame.classList.add(`reader__pages--${zoom}`);
  for (const link of reader.querySelectorAll("[data-zoom]")) {
    link.toggleAttribute("aria-current", link.dataset.zoom === zoom);
    if (link.dataset.zoom === zoom) link.setAttribute("aria-current", "true");
  }
  const paper = here.firstElementChild.getBoundingClientRect(), shown = frame.getBoundingClientRect();
  frame.scrollBy(paper.x - shown.x + (paper.width - shown.width) / 2, 0); // the paper's middle
  const after = here.getBoundingClientRect();
  scrollToPlace(scrollY + after.top + share * after.height - edge());
  const address = new URL(location.href);
  address.searchParams.set("zoom", zoom);
  history.replaceState(history.state, "", address);
}

reader.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("[data-go], [data-step], [data-zoom], [data-preview-step]");
  if (!link) return;
  event.preventDefault();
  if (link.dataset.go) show(sheets.findIndex((sheet) => sheet.dataset.sheet === link.dataset.go));
  else if (link.dataset.step) show(current + Number(link.dataset.step));
  else if (link.dataset.zoom) size(link.dataset.zoom);
  else step(link.dataset.previewStep === "next-match" ? 1 : -1);
});

reader.querySelector(".reader__pages-form").addEventListener("submit", (event) => {
  event.preventDefault();
  show(sheets.findIndex((sheet) => sheet.dataset.sheet === field.value));
});

const turns = {
  [forwardKey]: () => show(current + 1),
  [backKey]: () => show(current - 1),
  Home: () => show(0),
  End: () => show(sheets.length - 1),
  Escape: () => location.assign(reader.dataset.back),
};
// Where the letters stand, not what they write: on a Hebrew keyboard the same key works.
const letters = {
  KeyN: (event) => step(event.shiftKey ? -1 : 1),
  KeyP: () => step(-1),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [popover]")) return;
  const turn = turns[event.key] ?? letters[event.code];
  if (!turn) return;
  // A picture larger than its frame is moved by the arrows first.
  if (event.key.startsWith("Arrow") && frame.scrollWidth > frame.clientWidth + 1) return;
  event.preventDefault();
  turn(event);
});

let waiting = false;
addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    inSight();
  });
}, { passive: true });

if (current < 0) current = 0;
// Who comes for a match begins at it, and who comes for a page at its beginning; who comes back, where they were.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate" && (location.hash || current > 0)) {
  const here = current;
  current = -1;
  if (sheets[here].dataset.place) showMatch(sheets[here]);
  else show(here);
}
