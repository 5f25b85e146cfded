// Keeps an open page up to date: asks now and then whether something differs, and shows the parts that do.
// It asks seldom when nothing happens, never while the page is hidden, and stops when nobody is there any more.
import { hold } from "./comments.js";
import { fetchPage, takeOver } from "./parts.js";

const SOON_MS = 1_500;
const USUAL_MS = 6_000;
const SELDOM_MS = 60_000;
const NOBODY_IS_HERE_MS = 30 * 60_000;
const BACKING_OFF = 1.3;

const place = document.querySelector("[data-live]");
let pause = USUAL_MS;
let timer = 0;
let lastSign = Date.now();
let asking = false;
let over = false;
let late = null; // a page of which some part could not be shown, because somebody was busy there

if (place) {
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(sign, wake, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : wake()));
  wait();
}

function wake() {
  const slept = Date.now() - lastSign > NOBODY_IS_HERE_MS || pause > 2 * USUAL_MS;
  lastSign = Date.now();
  pause = Math.min(pause, USUAL_MS);
  if (slept) ask();
  else if (!timer) wait();
}

function wait() {
  clearTimeout(timer);
  timer = 0;
  if (over || document.hidden || Date.now() - lastSign > NOBODY_IS_HERE_MS) return;
  const base = "soon" in place.dataset ? Math.min(pause, 4 * SOON_MS) : pause;
  timer = setTimeout(ask, base * (0.8 + 0.4 * Math.random()));
}

async function ask() {
  clearTimeout(timer);
  timer = 0;
  if (asking || over) return;
  asking = true;
  try {
    const answer = await fetch(place.dataset.live, {
      cache: "no-store",
      headers: { "If-None-Match": `"${place.dataset.version}"` },
    });
    if (answer.status === 200 && !answer.redirected) {
      await show();
      pause = "soon" in place.dataset ? SOON_MS : USUAL_MS;
    } else if (answer.status === 304) {
      if (late && takeOver(late, { hold })) late = null;
      pause = Math.min(pause * BACKING_OFF, SELDOM_MS);
    } else if (answer.status === 429 || answer.status >= 500) {
      pause = SELDOM_MS;
    } else {
      over = true; // signed out, or the item is no longer there for this person
    }
  } catch {
    pause = Math.min(pause * 2, SELDOM_MS); // the network is away for a moment
  }
  asking = false;
  wait();
}

async function show() {
  const { ok, page } = await fetchPage(location.href);
  const coming = page.querySelector("[data-live]");
  if (!ok || !coming) return;
  late = takeOver(page, { hold }) ? null : page;
  if (!("soon" in coming.dataset)) delete place.dataset.soon;
}
