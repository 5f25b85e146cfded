// The parts of a page that are shown anew without it: what is being typed, the focus and the place on the page stay.

export async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { ...options, cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { ok: answer.ok, url: answer.url, page };
}

// Puts what differs in its place. Parts in which somebody is busy are left, and false says that there was one. `hold`
// may keep a part back by answering true. `changed` is the one part, with those beside it, that was sent from here.
export function takeOver(page, { changed = "", hold = () => false } = {}) {
  let all = true;
  for (const coming of page.querySelectorAll("[data-part]")) {
    const name = coming.dataset.part;
    const present = document.querySelector(`[data-part="${name}"]`);
    if (!present || !name.startsWith(changed) || words(present) === words(coming)) continue;
    if (hold(name, present, coming)) continue;
    if ("merge" in coming.dataset) mergeLists(present, coming);
    else if (!changed && busy(present)) all = false;
    else swap(present, coming);
  }
  if (!changed) {
    removeGone(page);
    Object.assign(document.querySelector("[data-live]")?.dataset ?? {}, page.querySelector("[data-live]")?.dataset);
  }
  return all;
}

function removeGone(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    if (!page.querySelector(`[data-part="${part.dataset.part}"]`) && !busy(part)) part.remove();
  }
}

export function showFlashes(page) {
  const place = document.querySelector(".flashes");
  const coming = page.querySelector(".flashes");
  if (place && coming) place.replaceChildren(...coming.children);
}

// Whether somebody is typing or choosing within.
export function busy(part) {
  if (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
  return [...part.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")].some(
    (box) => box.value !== box.defaultValue,
  );
}

function swap(present, coming) {
  const opened = [...present.querySelectorAll("details")].map((details) => details.open);
  const focused = present.contains(document.activeElement) ? path(present, document.activeElement) : null;
  const fresh = document.importNode(coming, true);
  present.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((details, place) => (details.open = opened[place] ?? details.open));
  if (!focused) return;
  [...fresh.querySelectorAll(focused.selector)][focused.place]?.focus({ preventScroll: true });
  // What had it may not be shown any more, as the button beside the stars.
  const near = fresh.querySelector("input:checked") ?? fresh.querySelector("summary");
  if (!fresh.contains(document.activeElement)) near?.focus({ preventScroll: true });
}

function path(part, element) {
  const selector = element.tagName.toLowerCase();
  return { selector, place: [...part.querySelectorAll(selector)].indexOf(element) };
}

// A list whose rows have keys: rows that did not change stay where they are, and with them what is open in them.
function mergeLists(present, coming) {
  const list = present.querySelector("ol, ul");
  const fresh = coming.querySelector("ol, ul");
  if (!list || !fresh) return swap(present, coming);
  mergeRows(list, fresh);
  if (list.dataset.longer) return;
  for (const around of [...present.children]) if (around !== list) around.remove();
  const copies = [...coming.children].map((child) => (child === fresh ? list : document.importNode(child, true)));
  const place = copies.indexOf(list);
  list.before(...copies.slice(0, place));
  list.after(...copies.slice(place + 1));
}

function mergeRows(list, fresh) {
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  let before = null;
  for (const coming of fresh.children) {
    let row = rows.get(coming.dataset.key);
    rows.delete(coming.dataset.key);
    if (!row) row = document.importNode(coming, true);
    else if (words(row) !== words(coming) && !isLonger(row, coming)) row = renew(row, coming);
    const next = before ? before.nextElementSibling : list.firstElementChild;
    if (row !== next) list.insertBefore(row, next);
    before = row;
  }
  // Where more was asked for, the list is longer than the page that comes.
  if (!list.dataset.longer) for (const gone of rows.values()) gone.remove();
}

// All answers were asked for here; the page that comes has the last ones alone.
function isLonger(row, coming) {
  return "whole" in row.dataset && coming.querySelector("[data-whole]");
}

// A changed row: an answer that is being written in it moves over.
function renew(row, coming) {
  const fresh = document.importNode(coming, true);
  const form = row.querySelector("[data-open-reply]");
  const inside = form?.contains(document.activeElement) ? document.activeElement : null;
  const place = form && fresh.querySelector(`#${form.dataset.openReply}`);
  row.replaceWith(fresh);
  if (place) {
    place.append(form);
    inside?.focus({ preventScroll: true });
  }
  return fresh;
}

// What counts as a difference: not the token against forgery, nor how long ago something was.
function words(element) {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll("[name=csrf_token], [data-open-reply], script")) each.remove();
  for (const each of copy.querySelectorAll("time")) each.textContent = "";
  for (const each of copy.querySelectorAll("details")) each.removeAttribute("open");
  for (const each of copy.querySelectorAll("input, textarea")) each.removeAttribute("data-watched");
  return copy.innerHTML.replace(/\s+/g, " ");
}
