// The files of the form: taken, sent, followed until they are read, and joined with what the server knows of them.
import { keep } from "./kept-files.js";
import { fillTitle, isTyped } from "./upload-offers.js";
import { arrived, newRow, onItsWay, part, showNotes, showRow, troubled } from "./upload-rows.js";
import { sender } from "./upload-sending.js";
import { tagField } from "./upload-tags.js";

const LOOK_MS = 1000;
const LATEST_LOOK_MS = 6000;
const LOOKS_AFTER = 3; // once all is read: what resembles a file is known a moment later

// Returns what the saving needs: the rows, the draft, and ways to wait for them.
export function attachFiles(form, { words, ask, showOffers, showRowOffers }) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-files]");
  const template = document.querySelector("template[data-row]");
  const rows = [];
  const gone = new Set(); // rows that were left out, perhaps before the server heard of it
  const settling = new Set(); // who waits until nothing is on its way
  const sending = sender({ address: "/uploads", token: form.elements.csrf_token.value, person: form.dataset.me, told, forget });
  const isNew = !form.dataset.item;
  let item = Number(form.dataset.item) || null;
  let ours = false; // whether it was this page that changed the item
  let beginning = null;
  let understood = {};
  let looking, looks = 0;
  let saidAt = 0, saying;
  const typed = JSON.parse(form.dataset.typed ?? "{}");

  const files = {
    rows,
    each: () => rows.filter((row) => row.version === null).length > 1 && form.elements.each?.value === "1",
    draft: () => item,
    begin,
    take: takeFiles,
    restore,
    whole: () => rows.every(arrived),
    settled,
    setAside,
    busy: () => sending.busy(),
    say,
  };

  input.addEventListener("change", () => {
    takeFiles([...input.files], 0);
    input.value = "";
  });
  document.addEventListener("files-brought", (event) => takeFiles(event.detail.files, event.detail.beyond));
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => event.target === form.elements.title && changed());
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    const row = button && rows.find((each) => each.element.contains(button));
    if (row) ({ cancel: remove, remove, retry })[button.dataset.act](row);
  });
  addEventListener("online", () => rows.filter((row) => row.state === "stopped" && row.file && !row.status).forEach(retry));
  document.addEventListener("visibilitychange", () => document.hidden || look(0));
  return files;

  // The draft that the files go into: made when the first comes. Its address stays in this tab.
  function begin(name = "") {
    if (item) return Promise.resolve(item);
    beginning ??= ask.begin(name).then(
      (made) => {
        item = made;
        form.elements.draft.value = made;
        const parameters = new URLSearchParams(location.search);
        parameters.set("draft", made);
        history.replaceState(null, "", `${location.pathname}?${parameters}`);
        return made;
      },
      (trouble) => {
        beginning = null;
        throw trouble;
      },
    );
    return beginning;
  }

  function takeFiles(brought, beyond) {
    const most = Number(form.dataset.mostFiles);
    let twice = 0;
    for (const file of brought) {
      const known = rows.find((row) => row.name === file.name && row.size === file.size);
      if (known?.state === "broken") send(known, file);
      else if (known?.file?.lastModified === file.lastModified) twice += 1;
      else if (rows.length >= most) beyond += 1;
      else send(named(add(newRow(template, { file })), file), file);
    }
    const told = [beyond && (beyond === 1 ? words.beyondOne : words.beyond.replace("#", beyond)), twice && words.twice].filter(Boolean).join(" ");
    tell(told);
    changed();
  }

  function tell(sentence) {
    const place = form.querySelector("[data-beyond]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  function add(row) {
    rows.push(row);
    list.append(row.element);
    if (row.own.tags) {
      row.own.tags.id = `own-tags-${rows.length}-${Date.now()}`;
      row.tags = tagField(row.own.tags, { remove: words.removeTag });
    }
    return row;
  }

  // A title at once, from the file's name; a better one may follow when the file has been read.
  function named(row, file) {
    const title = file.name.replace(/(\s*\(\d{1,2}\))?\.[A-Za-z0-9]{1,5}$/, "").replace(/[_+\s]+/g, " ").trim().slice(0, 200);
    suggestTitle(row, title);
    if (isNew && rows.length === 1 && !isTyped(form.elements.title)) fillTitle(form.elements.title, title);
    return row;
  }

  async function send(row, file) {
    Object.assign(row, { file, sentence: "", status: null, state: file.size > Number(form.dataset.mostBytes) ? "large" : "waiting" });
    show(row);
    if (row.state === "large") return changed();
    try {
      row.item = await begin(file.name);
      if (rows.includes(row)) sending.add(row);
    } catch (trouble) {
      told(row, "stopped", trouble);
    }
  }

  function retry(row) {
    if (row.file) send(row, row.file);
  }

  async function remove(row) {
    const place = rows.indexOf(row);
    if (place < 0) return;
    const focused = row.element.contains(document.activeElement);
    rows.splice(place, 1);
    gone.add(row);
    row.element.remove();
    if (focused) (rows[Math.min(place, rows.length - 1)]?.element.querySelector("button:not([hidden])") ?? input).focus();
    changed();
    say(words.removed.replace("#", row.name), true);
    await sending.stop(row);
    try {
      // Where it has arrived it is a file of the item, and is removed as one. Without a network: in a day, by itself.
      if (arrived(row)) await ask.remove(row.id);
      else if (row.upload) await forget(row.upload);
    } catch (trouble) {
      if (trouble.status === 401) form.dispatchEvent(new CustomEvent("session-ended"));
    }
    ours = true;
    look(0);
  }

  // What becomes of a file on its way.
  function told(row, what, about) {
    if (!rows.includes(row)) return;
    if (what === "sending") Object.assign(row, { state: "sending", share: about.share });
    else if (what === "arrived") Object.assign(row, { state: "reading", share: 1 });
    else {
      Object.assign(row, { state: "stopped", status: about.status, sentence: about.status ? about.sentence : words.noNetwork });
      if (about.status === 401) form.dispatchEvent(new CustomEvent("session-ended"));
    }
    show(row);
    if (what === "sending") return showTotal();
    if (what === "arrived") {
      ours = true;
      looks = 0;
      look(200);
    } else say(`${row.name}: ${row.sentence || words.stopped}`, true);
    changed();
  }

  function show(row) {
    showRow(row, words);
    showNotes(row, words, (one, near) => {
      one.version = near ? near.file : null;
      show(one);
      one.element.querySelector("[data-part=notes] button")?.focus();
      changed();
    });
  }

  // Ask what the server knows of the files, again and again while they are being read.
  function look(pause) {
    clearTimeout(looking);
    if (item) looking = setTimeout(lookNow, pause);
  }

  async function lookNow() {
    if (document.hidden) return;
    try {
      join(await ask.files(item));
    } catch (trouble) {
      if (trouble.status === 401) return form.dispatchEvent(new CustomEvent("session-ended"));
    }
    looks += 1;
    const unknown = (row) => row.state === "ready" && (!row.near || (row.pages && !row.thumbnail && looks < 20));
    const busy = sending.busy() || rows.some((row) => row.state === "reading" || unknown(row));
    if (busy) looks = Math.min(looks, 20);
    if (busy || looks <= LOOKS_AFTER) look(Math.min(LOOK_MS * (1 + looks / 4), LATEST_LOOK_MS));
  }

  function join({ files: here, uploads: coming, changed: since }) {
    const newlyRead = [];
    if (form.elements.seen && ours) form.elements.seen.value = since;
    ours = false;
    for (const known of here.filter((each) => !isGone(each.upload, each.id))) {
      const mine = rows.find((each) => each.id === known.id) ?? rows.find((each) => each.upload && each.upload === known.upload);
      if (!mine && !isNew) continue; // the page of an item shows its files itself
      const row = mine ?? add(newRow(template, known));
      const { id, size, pages, reason: sentence, thumbnail, same, near } = known;
      if (row.id === null) recall(row, id);
      const state = known.state === "waiting" ? "reading" : known.state;
      if (state !== row.state && row.id === id && state === "ready") newlyRead.push(row);
      Object.assign(row, { id, size, pages, sentence, thumbnail, same, near, state, upload: known.upload ?? row.upload });
      show(row);
    }
    for (const known of isNew ? coming.filter((each) => !isGone(each.id)) : []) {
      const stray = [...gone].find((row) => !row.upload && row.name === known.name && row.size === known.size);
      if (stray) {
        stray.upload = known.id;
        forget(known.id);
        continue;
      }
      if (rows.some((row) => row.upload === known.id || (row.name === known.name && row.size === known.size))) continue;
      const row = Object.assign(add(newRow(template, known)), { upload: known.id, share: known.received / (known.size || 1), state: "broken" });
      show(row);
    }
    if (isNew && (newlyRead.length || !looks)) understand();
    changed();
  }

  function forget(upload) {
    return ask.forget(upload).catch(() => {}); // in a day the server does so by itself
  }

  function isGone(upload, id) {
    return [...gone].some((row) => (row.upload && row.upload === upload) || (arrived(row) && row.id === id));
  }

  async function understand() {
    try {
      understood = await ask.understood(item);
      if (understood.title[0] && !isTyped(form.elements.title)) fillTitle(form.elements.title, understood.title[0].value);
      changed();
      if (rows.length < 2) return;
      for (const row of rows.filter((each) => each.state === "ready" && !each.understood)) {
        row.understood = await ask.understood(item, row.id);
        if (row.understood.title[0]) suggestTitle(row, row.understood.title[0].value);
        changed();
      }
    } catch {
      // Guesses are a courtesy: the form goes on without them.
    }
  }

  function suggestTitle(row, title) {
    if (row.own.title && title && !isTyped(row.own.title)) fillTitle(row.own.title, title);
  }

  // What was typed for a file before this tab was closed.
  function recall(row, id) {
    const before = Object.entries(typed).filter(([name]) => name.startsWith(`file-${id}.`) || name === `version_of.${id}`);
    for (const [name, values] of before) {
      const own = name.split(".")[1];
      if (name.startsWith("version_of")) row.version = Number(values[0]);
      else if (own === "tags") row.tags?.show(values);
      else if (row.own[own]) row.own[own].value = values[0];
    }
    if (before.some(([name]) => !/\.title$|^version_of/.test(name))) row.element.querySelector("details").open = true;
  }

  // Everything on the page that follows from the files.
  function changed() {
    const several = rows.length > 1;
    const each = files.each();
    form.classList.toggle("upload--each", each);
    form.classList.toggle("upload--several", several);
    const choice = form.querySelector("[data-choice]");
    if (choice) choice.hidden = !several;
    for (const row of rows) {
      const own = part(row, "own");
      if (!own) continue;
      own.hidden = !each || row.version !== null;
      if (own.hidden) continue;
      showRowOffers(row, part(row, "guesses"));
      part(row, "different").textContent = different(row);
    }
    list.hidden = !rows.length;
    const common = form.querySelector("[data-common-title]");
    if (common) common.hidden = each;
    if (isNew) showOffers(each ? { ...understood, title: [] } : understood);
    showTotal();
    form.dispatchEvent(new CustomEvent("files-changed"));
    if (!rows.some(onItsWay)) for (const done of [...settling]) done();
  }

  function showTotal() {
    const place = form.querySelector("[data-total]");
    const here = rows.filter(arrivedOrRead).length;
    place.hidden = rows.length < 2;
    const sentence = here === rows.length ? words.allHere.replace("#", here) : words.someHere.replace("#1", here).replace("#2", rows.length);
    if (place.firstElementChild.textContent === sentence) return;
    place.firstElementChild.textContent = sentence;
    if (rows.length) say(sentence);
  }

  // Told to ears at most every few seconds, the last sentence always.
  function say(sentence, now = false) {
    const place = form.querySelector("[data-said]");
    clearTimeout(saying);
    const wait = now ? 0 : Math.max(0, saidAt + 4000 - Date.now());
    saying = setTimeout(() => {
      saidAt = Date.now();
      place.textContent = sentence;
    }, wait);
  }

  async function restore(draft) {
    if (!draft) return;
    item = Number(draft);
    try {
      join(await ask.files(item));
      look(LOOK_MS);
    } catch (trouble) {
      if (trouble.status === 401) form.dispatchEvent(new CustomEvent("session-ended"));
    }
  }

  // When nothing is on its way any more, and the server has a number for each file that arrived.
  async function settled() {
    if (rows.some(onItsWay)) {
      await new Promise((resolve) => settling.add(resolve)).then(() => settling.clear());
    }
    while (!rows.some(troubled) && rows.some((row) => !arrived(row))) {
      join(await ask.files(item));
      if (rows.every((row) => arrived(row) || troubled(row))) return;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  // Before one goes to sign in again: what has not arrived waits in the browser.
  async function setAside() {
    const unsent = rows.filter((row) => row.file && !arrived(row) && row.state !== "large" && row.state !== "reading");
    await Promise.all(unsent.map((row) => sending.stop(row)));
    await keep(unsent.map((row) => row.file), form.dataset.me);
    return unsent.length;
  }
}

// What is said for this file alone, in short.
function different(row) {
  const words = ["type", "domain"].map((name) => row.own[name]).filter((choice) => choice.value);
  return [...words.map((choice) => choice.selectedOptions[0].text), ...row.tags.read()].join(" · ");
}

const arrivedOrRead = (row) => arrived(row) || row.state === "reading";
