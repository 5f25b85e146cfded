// Tags as chips: a comma or Enter makes one, Backspace takes the last back, and tags in use complete what is typed.
// What stands in the field and what became a chip are sent alike, with commas between the tags, as without this script.
const PAUSE_MS = 150;
const FEWEST_LETTERS = 2;

export function tagsOf(text) {
  return text.split(",").map((tag) => tag.trim()).filter(Boolean);
}

// words: {remove: "Remove the tag #"}. Returns {add(text), read(), show(tags)}; the field tells "change" when tags change.
export function tagField(typing, words) {
  const frame = document.createElement("div");
  frame.className = "input tags-field";
  const list = document.createElement("ul");
  list.className = "tags-field__tags";
  let tags = [];
  const before = tagsOf(typing.value);
  typing.value = "";
  typing.className = "tags-field__typing";
  typing.autocomplete = "off";
  typing.after(frame);
  const offered = document.createElement("datalist");
  offered.id = `${typing.id}-offered`;
  typing.setAttribute("list", offered.id);
  frame.append(list, typing, offered);
  frame.addEventListener("click", (event) => event.target === frame && typing.focus());

  let pause;
  const same = (one, other) => one.toLocaleLowerCase() === other.toLocaleLowerCase();

  function show(next) {
    tags = next;
    list.replaceChildren(...tags.map(chip));
    list.hidden = !tags.length;
  }

  function change(next) {
    show(next);
    typing.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function add(text) {
    const fresh = tagsOf(text).filter((tag, place, all) => ![...tags, ...all.slice(0, place)].some((each) => same(each, tag)));
    if (fresh.length) change([...tags, ...fresh]);
  }

  function chip(tag) {
    const line = document.createElement("li");
    line.className = "chip chip--chosen";
    const name = document.createElement("bdi");
    name.textContent = tag;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tags-field__remove";
    button.setAttribute("aria-label", words.remove.replace("#", tag));
    button.textContent = "×";
    button.addEventListener("click", () => {
      change(tags.filter((each) => each !== tag));
      typing.focus();
    });
    line.append(name, button);
    return line;
  }

  function finish() {
    add(typing.value);
    typing.value = "";
  }

  typing.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault(); // one Enter too many should not send the form
      finish();
    } else if (event.key === "Backspace" && !typing.value && tags.length) {
      change(tags.slice(0, -1));
    }
  });
  typing.addEventListener("input", (event) => {
    const picked = event.inputType === "insertReplacementText" || !event.inputType;
    if (typing.value.includes(",") || (picked && [...offered.options].some((each) => each.value === typing.value))) return finish();
    clearTimeout(pause);
    pause = setTimeout(complete, PAUSE_MS);
  });
  typing.addEventListener("blur", finish);

  async function complete() {
    const typed = typing.value.trim();
    if (typed.length < FEWEST_LETTERS) return offered.replaceChildren();
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      const names = suggestions.filter((each) => each.kind === "tag").map((each) => each.text);
      offered.replaceChildren(...names.filter((name) => !tags.some((tag) => same(tag, name))).map((name) => new Option(name, name)));
    } catch {
      // Without a network tags are simply typed.
    }
  }

  if (typing.name) {
    typing.form.addEventListener("formdata", ({ formData }) => tags.length && formData.append(typing.name, tags.join(", ")));
  }

  show(before);
  return { add, read: () => tags, show };
}
