// Saving: what is typed is kept as one types, and the form is sent when all bytes have arrived.
import { tagsOf } from "./upload-tags.js";
import { troubled } from "./upload-rows.js";

const PAUSE_MS = 1500;

export function attachSaving(form, { words, ask, files, tags }) {
  const button = form.querySelector("[data-save]");
  const place = form.querySelector("[data-kept]");
  const isNew = !form.dataset.item;
  let pause, saving = false, leaving = false, ended = false;
  let kept = isNew ? typedText() : "";

  recall();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("files-changed", name);
  form.addEventListener("session-ended", sayEnded);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "show_fields") return;
    if (files.rows.length && isNew) {
      event.preventDefault();
      save();
    } else if (!files.whole()) {
      event.preventDefault();
      waitAndSend();
    } else leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (files.busy() || saving)) event.preventDefault();
  });
  // Who goes to another tab or away may not come back to this one.
  document.addEventListener("visibilitychange", () => document.hidden && isNew && !leaving && keepTyped(true));
  name();

  // The button says what it will do.
  function name() {
    if (saving) return;
    const versions = files.rows.filter((row) => row.version !== null).length;
    const fresh = files.rows.length - versions;
    const count = files.each() ? fresh : Number(fresh > 0 || !versions);
    let label = words.save;
    if (isNew && !count) label = versions === 1 ? words.saveVersion : words.saveVersions.replace("#", versions);
    else if (isNew && count > 1) label = words.saveItems.replace("#", count);
    else if (isNew && form.elements.visibility?.value === "draft") label = words.saveDraft;
    button.querySelector("[data-label]").textContent = label;
    form.classList.toggle("upload--versions", isNew && !count);
  }

  function typed() {
    name();
    if (!isNew) return;
    clearTimeout(pause);
    pause = setTimeout(() => keepTyped(), PAUSE_MS);
  }

  async function keepTyped(atOnce = false) {
    clearTimeout(pause);
    const now = typedText();
    if (now === kept || saving) return;
    if (!files.draft() && !["title", "text"].some((field) => form.elements[field].value.trim())) return;
    try {
      const item = await files.begin();
      await ask.keepTyped(item, values(), atOnce);
      kept = now;
      place.hidden = false;
      const moment = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      place.querySelector("span:last-child").textContent = words.kept.replace("#", moment);
    } catch (trouble) {
      place.hidden = true;
      if (trouble.status === 401) sayEnded();
      else pause = setTimeout(() => keepTyped(), 10 * PAUSE_MS);
    }
  }

  function typedText() {
    return String(new URLSearchParams(values()));
  }

  // The form as it would be sent, and what is different for single files.
  function values() {
    const all = [...new FormData(form)].filter(([field, value]) => typeof value === "string" && !field.startsWith("own-"));
    const each = files.each();
    if (!each) all.splice(0, all.length, ...all.filter(([field]) => field !== "each"));
    for (const row of files.rows) {
      if (row.id === null) continue;
      if (row.version !== null) all.push([`version_of.${row.id}`, String(row.version)]);
      else if (each) all.push(...ownValues(row));
    }
    return all;
  }

  function ownValues(row) {
    const own = Object.entries(row.own).flatMap(([field, control]) =>
      field === "tags" ? row.tags.read().map((tag) => [field, tag]) : [[field, control.value]],
    );
    return own.filter(([, value]) => value.trim()).map(([field, value]) => [`file-${row.id}.${field}`, value]);
  }

  async function save() {
    if (saving) return;
    clearErrors();
    if (files.rows.some(troubled)) return complain(words.someStopped);
    saving = true;
    clearTimeout(pause);
    busy(files.busy() ? words.waitingForFiles : words.saving);
    try {
      await files.settled();
      if (files.rows.some(troubled)) throw new Error();
      busy(words.saving);
      const body = new FormData();
      for (const [field, value] of values()) body.append(field, value);
      const { url } = await ask.save(form.action, body);
      leaving = true;
      forget();
      location.assign(url);
    } catch (trouble) {
      saving = false;
      idle();
      if (trouble.status === 401) sayEnded();
      else if (trouble.errors) showErrors(trouble.errors);
      else complain(files.rows.some(troubled) ? words.someStopped : trouble.status ? trouble.sentence || words.failed : words.noNetwork);
    }
  }

  async function waitAndSend() {
    busy(words.waitingForFiles);
    await files.settled().catch(() => {});
    idle();
    if (!files.whole()) return complain(words.someStopped);
    leaving = true;
    form.submit();
  }

  function busy(label) {
    button.disabled = true;
    button.querySelector("[data-label]").textContent = label;
    files.say(label, true);
  }

  function idle() {
    button.disabled = false;
    name();
  }

  function complain(sentence, lines = []) {
    const alert = document.querySelector("template[data-alert]").content.firstElementChild.cloneNode(true);
    alert.querySelector("p").textContent = sentence;
    const list = alert.querySelector("ul");
    list.replaceChildren(...lines);
    list.hidden = !lines.length;
    form.querySelector("[data-complaint]").replaceChildren(alert);
    alert.focus();
  }

  function clearErrors() {
    form.querySelector("[data-complaint]").replaceChildren();
    for (const said of form.querySelectorAll("[data-error]")) said.remove();
    for (const wrong of form.querySelectorAll(".field--wrong")) wrong.classList.remove("field--wrong");
    for (const wrong of form.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
  }

  // errors: a sentence by the field's name, such as title or file-12.title.
  function showErrors(errors) {
    const lines = Object.entries(errors).map(([field, sentence]) => {
      const line = document.createElement("li");
      const control = controlOf(field);
      if (!control) line.textContent = sentence;
      else line.append(linkTo(control, sentence, mark(control, sentence, field)));
      return line;
    });
    complain(words.notSaved, lines);
  }

  function controlOf(field) {
    const [, file, own] = field.match(/^file-(\d+)\.(\w+)$/) ?? [];
    const row = file && files.rows.find((each) => each.id === Number(file));
    if (!row) return document.getElementById(`field-${field.replaceAll(".", "-")}`) ?? form.querySelector(`[name="${CSS.escape(field)}"]`);
    const details = row.element.querySelector("details");
    if (own !== "title" && details) details.open = true;
    return row.own[own] ?? row.own.title;
  }

  function mark(control, sentence, field) {
    const frame = control.closest(".field") ?? control.parentElement;
    frame.classList.add("field--wrong");
    control.id ||= `field-${field.replaceAll(".", "-")}`;
    if (control.matches("input, select, textarea")) control.setAttribute("aria-invalid", "true");
    const said = document.createElement("span");
    said.className = "field__error";
    said.dataset.error = "";
    said.id = `${control.id}-error`;
    said.textContent = sentence;
    const label = frame.querySelector("legend, label");
    if (label && !label.contains(control)) label.after(said);
    else frame.append(said);
    control.setAttribute("aria-describedby", said.id);
    return control.id;
  }

  function linkTo(control, sentence, id) {
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = sentence;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.scrollIntoView({ block: "center" });
      (control.matches("fieldset") ? control.querySelector("input") : control).focus();
    });
    return link;
  }

  // The session ended while one was typing: what is typed and what is not yet sent waits in the browser.
  function sayEnded() {
    if (ended) return;
    ended = true;
    complain(words.ended);
    const link = document.createElement("a");
    link.className = "button button--small";
    link.textContent = words.signIn;
    const here = new URLSearchParams(location.search);
    here.set("brought", "0");
    link.href = `/sign-in?next=${encodeURIComponent(`${location.pathname}?${here}`)}`;
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        sessionStorage.setItem(memory(), typedText());
        await files.setAside();
      } finally {
        leaving = true;
        location.assign(link.href);
      }
    });
    form.querySelector("[data-complaint] p").append(" ", link);
  }

  function recall() {
    const before = sessionStorage.getItem(memory());
    if (!before || !isNew) return;
    const all = new URLSearchParams(before);
    tags.show(all.getAll("tags").flatMap(tagsOf));
    for (const [field, value] of all) {
      if (["csrf_token", "draft", "seen", "tags"].includes(field) || field.includes(".")) continue;
      const control = form.elements[field];
      if (control instanceof RadioNodeList) {
        for (const each of control) if (each.value === value) each.checked = true;
      } else if (control?.type === "checkbox") control.checked = control.value === value;
      else if (control) control.value = value;
    }
    forget();
    form.querySelector("[name=type]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function forget() {
    sessionStorage.removeItem(memory());
  }

  function memory() {
    return `otzar-typed-${form.dataset.me}-${files.draft() ?? form.dataset.draft ?? ""}`;
  }
}
