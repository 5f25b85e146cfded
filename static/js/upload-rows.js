// A row for each file: its picture, how far it is, what is known of it, and what may be done with it.
// The shape and the words stand in the page, in <template data-row>; here they are filled.
import { inWords } from "./upload-sizes.js";

// States: waiting, sending, stopped, broken (its tab was closed), large, reading, ready, unreadable.
export function newRow(template, { file = null, name = file?.name, size = file?.size } = {}) {
  const element = template.content.firstElementChild.cloneNode(true);
  const row = {
    ...{ element, file, name, size, item: null, id: null, upload: "", state: "waiting", share: 0, sentence: "" },
    ...{ thumbnail: null, pages: 0, same: [], near: null, version: null, own: own(element) },
  };
  part(row, "name").textContent = name;
  for (const button of element.querySelectorAll("button[data-act]")) {
    button.querySelector(".visually-hidden").textContent = ` ${name}`;
  }
  return row;
}

function own(element) {
  return Object.fromEntries([...element.querySelectorAll("[data-own]")].map((control) => [control.dataset.own, control]));
}

export function part(row, name) {
  return row.element.querySelector(`[data-part=${name}]`);
}

export const onItsWay = (row) => ["waiting", "sending"].includes(row.state);
export const troubled = (row) => ["stopped", "broken", "large"].includes(row.state);
export const arrived = (row) => row.id !== null;

export function showRow(row, words) {
  const { element } = row;
  element.dataset.state = row.state;
  part(row, "size").textContent = inWords(row.size, words);
  part(row, "pages").textContent = row.pages ? (row.pages === 1 ? words.onePage : words.pages.replace("#", row.pages)) : "";
  say(part(row, "state"), stateInWords(row, words));
  const bar = part(row, "bar");
  bar.toggleAttribute("data-over", !onItsWay(row) && !(row.state === "stopped" && row.share)); // its place stays
  bar.value = Math.round(100 * row.share);
  bar.setAttribute("aria-label", `${words.bar} ${row.name}`);
  showButton(element, "cancel", onItsWay(row));
  showButton(element, "retry", row.state === "stopped" && row.file);
  showButton(element, "remove", !onItsWay(row));
  showPicture(row);
}

function say(place, sentence) {
  if (place.textContent !== sentence) place.textContent = sentence;
}

function stateInWords(row, words) {
  if (row.state === "sending") return words.sending.replace("#", Math.floor(100 * row.share));
  if (row.state === "stopped") return row.sentence || words.stopped;
  if (row.state === "broken") return words.broken.replace("#", Math.floor(100 * row.share));
  if (row.state === "unreadable" || (row.state === "ready" && row.sentence)) return row.sentence || words.unreadable;
  return words[row.state];
}

function showButton(element, act, shown) {
  element.querySelector(`[data-act=${act}]`).hidden = !shown;
}

// The place of the picture is there from the beginning, so that nothing moves when it comes.
function showPicture(row) {
  const place = part(row, "picture");
  if (!row.thumbnail || place.dataset.shown === row.thumbnail) return;
  place.dataset.shown = row.thumbnail;
  const picture = new Image();
  picture.alt = "";
  picture.decoding = "async";
  picture.src = row.thumbnail;
  picture.addEventListener("load", () => place.replaceChildren(picture));
}

// What is in the library already: the same bytes, or a text that resembles this one.
// keepAsVersion(row, of) is offered where it is allowed; of is null to take it back.
export function showNotes(row, words, keepAsVersion) {
  const place = part(row, "notes");
  if (!place) return;
  const told = JSON.stringify([row.same, row.near, row.version]);
  if (place.dataset.told === told) return; // what has the focus, or is being pressed, stays
  place.dataset.told = told;
  const notes = [];
  if (row.same.length && row.size) notes.push(note(words.same, row.same[0]));
  else if (row.near?.length) notes.push(nearNote(row, row.near[0], words, keepAsVersion));
  place.replaceChildren(...notes);
  place.hidden = !notes.length;
}

function note(sentence, { title, url, owner, contact }, tone = "warn") {
  const box = document.createElement("div");
  box.className = `upload-note upload-note--${tone}`;
  const line = document.createElement("p");
  line.append(...filled(sentence, { title: link(title, url), owner: link(owner.name, contact ?? owner.url) }));
  box.append(line);
  return box;
}

function nearNote(row, near, words, keepAsVersion) {
  if (row.version !== null) {
    const kept = note(words.isVersion, near, "good");
    kept.append(act(words.notVersion, row.name, () => keepAsVersion(row, null)));
    return kept;
  }
  const offered = note(near.may_edit ? words.near : words.nearOfOthers, near, "note");
  if (near.may_edit) offered.append(act(words.keepVersion, row.name, () => keepAsVersion(row, near)));
  return offered;
}

function act(label, name, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = label;
  const about = document.createElement("span");
  about.className = "visually-hidden";
  about.textContent = ` ${name}`;
  button.append(about);
  button.addEventListener("click", action);
  return button;
}

function link(text, url) {
  const anchor = document.createElement(url ? "a" : "span");
  if (url) Object.assign(anchor, { href: url, target: "_blank" });
  const name = document.createElement("bdi");
  name.textContent = text;
  anchor.append(name);
  return anchor;
}

// "Already here: {title}, by {owner}" with links in the places of the names.
function filled(sentence, values) {
  return sentence.split(/\{(\w+)\}/).map((piece, place) => (place % 2 ? (values[piece] ?? "") : piece));
}
