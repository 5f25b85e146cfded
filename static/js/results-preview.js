// Moving along the results with the arrow keys, and a look at one of them beside the list; on a phone a sheet over it.
// Without this script a result's preview is a page.
const PAUSE_MS = 60; // while one runs along the list nothing is asked for
const KEPT = 30; // looks that are not asked for again

export function attachPane(found) {
  const pane = found.querySelector("[data-pane]");
  const body = pane.querySelector("[data-pane-body]");
  const empty = [...body.childNodes];
  const wide = matchMedia("(width >= 60rem)");
  const looks = new Map();
  let current = null, shown = "", pause, asking = new AbortController();

  if (pane.open && wide.matches) {
    if (results()[0]) show(results()[0]);
    else shut();
  }

  wide.addEventListener("change", () => pane.open && close());

  found.addEventListener("click", (event) => {
    const link = event.target.closest("[data-preview-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    const result = link.closest("[data-result]");
    if (showing() && result === current && wide.matches) close();
    else open(result);
  });
  pane.addEventListener("click", (event) => {
    const step = event.target.closest("[data-pane-step]");
    const link = event.target.closest("a[data-preview-step]");
    if (step) move(Number(step.dataset.paneStep), { focus: wide.matches });
    else if (event.target.closest("[data-pane-close]")) close();
    else if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      fill(link.href);
    }
  });
  pane.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", pressed);

  return {
    listChanged() {
      if (current?.isConnected) return;
      current = null;
      if (!showing() || !wide.matches) return;
      if (results()[0]) show(results()[0]);
      else close();
    },
    // Whether going back only closed the sheet.
    popped() {
      if (!pane.matches(":modal")) return false;
      shut();
      return true;
    },
  };

  function pressed(event) {
    const { target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input, textarea, select, [contenteditable], [popover]")) return;
    const result = target.closest("[data-result]");
    const onLink = result && target.closest(".result__title a, [data-preview-link]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (result || target === document.body || target.closest("[data-results]") === target)) {
      event.preventDefault();
      move(step, { focus: true, from: result });
    } else if (event.key === " " && onLink) {
      event.preventDefault();
      if (showing() && result === current) close();
      else open(result);
    } else if (event.key === "Escape" && showing()) {
      close();
    } else if (event.code === "KeyN" && showing()) {
      event.preventDefault();
      body.querySelector(`a[data-preview-step="${event.shiftKey ? "previous-match" : "next-match"}"]`)?.click();
    }
  }

  function results() {
    return [...found.querySelectorAll("[data-result]")];
  }

  function titleOf(result) {
    return result.querySelector(".result__title a");
  }

  function showing() {
    return pane.open && (pane.matches(":modal") || wide.matches);
  }

  function move(step, { focus, from = current }) {
    const all = results();
    const place = from ? all.indexOf(from) + step : step > 0 ? 0 : -1;
    const next = all[place];
    if (!next) return;
    if (focus) titleOf(next).focus();
    if (showing()) show(next);
  }

  function open(result) {
    if (pane.open && !showing()) pane.close(); // it was left open by a wide page
    if (!pane.open && wide.matches) {
      const before = result.getBoundingClientRect().y;
      pane.setAttribute("open", ""); // show() would take the focus
      found.classList.add("found--previewing");
      scrollBy(0, result.getBoundingClientRect().y - before);
      note("open");
    } else if (!pane.open) {
      pane.showModal();
      history.pushState({ ...history.state, sheet: true }, "");
    }
    show(result);
  }

  function close() {
    if (pane.matches(":modal")) history.back(); // and popped() shuts it
    else shut();
  }

  function shut() {
    const modal = pane.matches(":modal");
    const before = current?.getBoundingClientRect().y;
    const inside = pane.contains(document.activeElement);
    if (modal) pane.close();
    else pane.removeAttribute("open");
    found.classList.remove("found--previewing");
    if (!modal) note("");
    if (current) {
      current.removeAttribute("aria-current");
      if (before !== undefined && !modal) scrollBy(0, current.getBoundingClientRect().y - before);
      if (inside || modal) titleOf(current).focus({ preventScroll: !modal });
    }
    current = null;
    shown = "";
  }

  // A cookie, so that the next page of results leaves room for the pane from the start.
  function note(value) {
    document.cookie = `preview=${value}; path=/search; max-age=${value ? 31536000 : 0}; samesite=lax`;
  }

  function show(result) {
    current?.removeAttribute("aria-current");
    current = result;
    current.setAttribute("aria-current", "true");
    const title = titleOf(result), all = results(), place = all.indexOf(result);
    pane.querySelector("[data-pane-open]").href = title.href;
    pane.querySelector("[data-pane-like]").href = result.querySelector("[data-alike-link]").href;
    pane.querySelector('[data-pane-step="-1"]').disabled = place === 0;
    pane.querySelector('[data-pane-step="1"]').disabled = place === all.length - 1;
    fill(result.querySelector("[data-preview-link]").href);
  }

  function fill(address) {
    if (address === shown) return;
    shown = address;
    asking.abort();
    asking = new AbortController();
    clearTimeout(pause);
    if (looks.has(address)) return put(looks.get(address));
    pause = setTimeout(() => ask(address, asking.signal), PAUSE_MS);
  }

  async function ask(address, signal) {
    const waiting = setTimeout(() => body.replaceChildren(...empty.map((node) => node.cloneNode(true))), 150);
    try {
      const answer = await fetch(inLanguage(address), { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const look = page.querySelector("[data-preview]");
      if (!look) throw new Error("no preview");
      if (looks.size >= KEPT) looks.delete(looks.keys().next().value);
      looks.set(address, look);
      if (!signal.aborted) put(look);
    } catch {
      if (signal.aborted) return;
      shown = "";
      body.replaceChildren(pane.querySelector("[data-pane-failed]").content.cloneNode(true));
    } finally {
      clearTimeout(waiting);
    }
  }

  function put(look) {
    body.replaceChildren(document.importNode(look, true));
    body.scrollTop = 0;
    body.removeAttribute("aria-busy");
  }
}

// A page that is shown once in another language shows what it brings in that one.
function inLanguage(address) {
  const language = new URLSearchParams(location.search).get("lang");
  const there = new URL(address);
  if (language) there.searchParams.set("lang", language);
  return there;
}
