// The form of an item: the fields of the chosen type, the picked files as rows, and how far the upload is.
// Without this script the form works as it is.
attach(document.querySelector("form[data-upload]"));

function attach(form) {
  if (!form) return;
  followType(form);
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-picked]");
  const most = Number(form.dataset.mostBytes);
  const show = () => showPicked(input, list, form.dataset, most);
  input.addEventListener("change", show);
  takeDrops(form.querySelector("[data-drop]"), input, show);
  form.addEventListener("submit", (event) => {
    if (!input.files.length || event.submitter?.name === "show_fields") return;
    event.preventDefault();
    send(form);
  });
}

function followType(form) {
  const place = form.querySelector("[data-type-fields]");
  form.querySelector("[data-type-step]").hidden = true;
  form.addEventListener("change", async (event) => {
    if (event.target.name !== "type") return;
    const typed = new URLSearchParams({ type: event.target.value });
    for (const control of place.querySelectorAll("[name]")) typed.set(control.name, control.value);
    const language = new URLSearchParams(location.search).get("lang");
    if (language) typed.set("lang", language);
    const answer = await fetch(`${place.dataset.typeFields}?${typed}`);
    if (answer.ok && form.elements.type.value === typed.get("type")) place.innerHTML = await answer.text();
  });
}

function showPicked(input, list, words, most) {
  list.replaceChildren(...[...input.files].map((file, at) => row(file, () => drop(input, at, words, list, most), words, most)));
  list.hidden = !input.files.length;
}

function row(file, remove, words, most) {
  const line = document.createElement("li");
  line.className = "file file--picked";
  const about = document.createElement("div");
  const name = document.createElement("bdi");
  name.className = "file__name";
  name.dir = "ltr";
  name.textContent = file.name;
  const size = document.createElement("div");
  size.className = "file__about";
  size.textContent = inWords(file.size, words);
  if (file.size > most) {
    size.classList.add("file--wrong");
    size.append(` · ${words.wordsLarge}`);
  }
  about.append(name, size);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--plain button--small";
  button.textContent = words.wordsRemove;
  button.setAttribute("aria-label", `${words.wordsRemove}: ${file.name}`);
  button.addEventListener("click", remove);
  line.append(about, button);
  return line;
}

function inWords(bytes, words) {
  const small = bytes < 2 ** 20;
  const size = bytes / (small ? 2 ** 10 : 2 ** 20);
  const figure = size.toLocaleString(document.documentElement.lang, { maximumFractionDigits: size < 10 ? 1 : 0 });
  return (small ? words.wordsKilobytes : words.wordsMegabytes).replace("#", figure);
}

function drop(input, gone, words, list, most) {
  const rest = new DataTransfer();
  [...input.files].forEach((file, at) => at !== gone && rest.items.add(file));
  input.files = rest.files;
  showPicked(input, list, words, most);
  (list.querySelector("button") ?? input).focus();
}

function takeDrops(frame, input, show) {
  for (const kind of ["dragenter", "dragover"]) {
    frame.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      frame.classList.add("drop--over");
    });
  }
  frame.addEventListener("dragleave", (event) => {
    if (!frame.contains(event.relatedTarget)) frame.classList.remove("drop--over");
  });
  frame.addEventListener("drop", (event) => {
    frame.classList.remove("drop--over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    show();
  });
}

function send(form) {
  const request = new XMLHttpRequest();
  const place = form.querySelector("[data-progress]");
  const bar = place.querySelector("progress");
  const buttons = form.querySelectorAll("button");
  const over = () => {
    place.hidden = true;
    for (const button of buttons) button.disabled = false;
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    else bar.removeAttribute("value");
  });
  request.addEventListener("load", () => {
    if (request.status === 200 && request.getResponseHeader("Content-Type")?.includes("json")) {
      location.assign(JSON.parse(request.responseText).url);
    } else if (request.status === 422) {
      showAgain(request.responseText);
    } else {
      over();
      complain(form);
    }
  });
  request.addEventListener("error", () => {
    over();
    complain(form);
  });
  const sent = new FormData(form);
  for (const button of buttons) button.disabled = true;
  bar.value = 0;
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
  request.send(sent);
}

// The form came back with what is missing; the files are kept on the server.
function showAgain(page) {
  const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(main);
  attach(main.querySelector("form[data-upload]"));
  main.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
}

function complain(form) {
  form.querySelector("[data-failed]")?.remove();
  const alert = document.createElement("p");
  alert.className = "alert alert--bad";
  alert.setAttribute("role", "alert");
  alert.dataset.failed = "";
  alert.textContent = form.dataset.wordsFailed;
  form.querySelector(".form__actions").before(alert);
}
