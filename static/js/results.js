// The list follows the filters as they are ticked, and nothing else on the page moves. Without this script the button
// below the filters searches.
import { remember } from "./past-searches.js";
import { attachDates, followDates } from "./results-dates.js";
import { attachFacets, followFacets } from "./results-facets.js";
import { attachPane } from "./results-preview.js";

const PATIENCE_MS = 150; // after this long the list shows that it is waiting

const found = document.querySelector("[data-found]");
const form = found.querySelector("[data-filters]");
const list = found.querySelector("[data-results]");
const sheet = form.querySelector("[popover]");
const pane = attachPane(found);
let asking = new AbortController();
let shown = location.href;

attachFacets(form);
attachDates(form);
attachSharing();
searched();
returned();

form.addEventListener("change", (event) => {
  if (event.target.name) follow(wanted(), { still: event.target });
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sheet.matches(":popover-open")) sheet.hidePopover();
  list.focus({ preventScroll: true });
  scrollTo({ top: 0 });
  if (wanted() !== shown) follow(wanted());
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("svg a");
  if (link && plain(event)) event.preventDefault(); // dragging over the bars chooses: results-dates.js
});
list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-sorts] a, [data-chips] a");
  if (link && plain(event)) {
    event.preventDefault();
    follow(link.href, { focus: link.closest("[data-sorts]") ? "[data-sorts] [aria-current]" : "[data-results]" });
  }
  if (event.target.closest("[data-again]")) follow(shown, { push: false });
  const away = event.target.closest("[data-hits] a");
  if (away) history.replaceState({ ...history.state, focused: away.getAttribute("href") }, "");
});
addEventListener("popstate", () => {
  if (pane.popped() || same(location.href, shown)) return;
  follow(location.href, { push: false });
});

function plain(event) {
  return !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
}

function same(one, other) {
  return one.split("#")[0] === other.split("#")[0];
}

// The address that the form would lead to, without what is as usual.
function wanted() {
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) chosen.push(["lang", lang]);
  const address = new URL(form.action);
  address.search = new URLSearchParams(chosen);
  return address.href;
}

async function follow(address, { push = true, still = null, focus = "" } = {}) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const before = still?.getBoundingClientRect().y;
  if (push && !same(address, shown)) history.pushState({}, "", address);
  shown = address;
  list.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => list.classList.add("found__list--waiting"), PATIENCE_MS);
  const page = await brought(address, signal);
  clearTimeout(waiting);
  if (signal.aborted) return;
  list.classList.remove("found__list--waiting");
  list.removeAttribute("aria-busy");
  if (!page) list.querySelector("[data-below]").replaceChildren(list.querySelector("[data-failed]").content.cloneNode(true));
  else if (page.querySelector("[data-results]")) replace(page);
  else return location.assign(address); // signed out meanwhile, or refused
  if (focus) (found.querySelector(focus) ?? list).focus({ preventScroll: true });
  if (before !== undefined && still.isConnected) scrollBy(0, still.getBoundingClientRect().y - before);
}

// The page at an address; nothing when it cannot be had.
async function brought(address, signal) {
  try {
    const answer = await fetch(address, { signal });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function replace(page) {
  const fresh = page.querySelector("[data-results]");
  for (const part of ["[data-count]", "[data-sorts]", "[data-below]"]) {
    const there = fresh.querySelector(part);
    if (there) list.querySelector(part).replaceChildren(...there.childNodes);
  }
  const narrowing = page.querySelector("[data-filters]");
  if (narrowing) {
    form.hidden = form.hidden && narrowing.hidden;
    found.classList.toggle("found--narrowing", !form.hidden);
    for (const part of ["[data-kept]", ".sheet__foot button", ".sheet-opener"]) {
      form.querySelector(part).replaceChildren(...narrowing.querySelector(part).childNodes);
    }
    followFacets(form, narrowing);
    followDates(form, narrowing);
  }
  document.title = page.title;
  const heading = page.querySelector("h1");
  if (heading) document.querySelector("h1").replaceChildren(...heading.childNodes);
  searched();
  pane.listChanged();
}

// What was searched for and found something is offered again under the search box.
function searched() {
  const text = list.querySelector("[data-searched]")?.dataset.searched;
  if (text) remember(text);
}

// Back from an item the browser brings the place, and this the result that was opened. Where the page was kept whole
// there is nothing to do.
function returned() {
  const focused = history.state?.focused;
  const link = focused && [...list.querySelectorAll("[data-hits] a")].find((each) => each.getAttribute("href") === focused);
  link?.focus({ preventScroll: true });
}

function attachSharing() {
  const button = document.querySelector("[data-share]");
  const said = document.querySelector("[data-said]");
  button.addEventListener("click", async () => {
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      return navigator.share({ title: document.title, url: address.href }).catch(() => {});
    }
    said.textContent = "";
    const copied = await copy(address.href);
    said.textContent = copied ? button.dataset.done : button.dataset.failed;
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed, or a page without https: the old way.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
