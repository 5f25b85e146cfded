// What this person searched for in this browser, the latest first. It never leaves the browser.
const MOST = 50;
const place = `searched:${document.body.dataset.person ?? ""}`;

export function past() {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return []; // storage is closed to us, or holds something else
  }
}

export function remember(text) {
  const tidy = text.trim().replace(/\s+/g, " ").slice(0, 200);
  if (tidy) keep([tidy, ...past().filter((each) => each !== tidy)].slice(0, MOST));
}

export function forget(text) {
  keep(past().filter((each) => each !== text));
}

export function forgetAll() {
  keep([]);
}

function keep(texts) {
  try {
    if (texts.length) localStorage.setItem(place, JSON.stringify(texts));
    else localStorage.removeItem(place);
  } catch {
    // Full, or closed to us: nothing is remembered then.
  }
}
