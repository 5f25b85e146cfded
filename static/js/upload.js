// The form of an item and the files for it: they are on their way from the moment they are picked, dropped or pasted.
// Without this script the form works as it is.
import { take } from "./kept-files.js";
import { attachFiles } from "./upload-files.js";
import { offers, rowOffers } from "./upload-offers.js";
import { attachSaving } from "./upload-saving.js";
import { server } from "./upload-server.js";
import { tagField } from "./upload-tags.js";

const form = document.querySelector("form[data-upload]");
if (form) attach();

async function attach() {
  const words = JSON.parse(form.dataset.words);
  const ask = server(form.elements.csrf_token.value);
  followType(words);
  const tags = tagField(form.elements.tags, { remove: words.removeTag });
  const showOffers = offers(form, tags, words);
  const files = attachFiles(form, { words, ask, showOffers, showRowOffers: rowOffers(form, tags, words) });
  attachSaving(form, { words, ask, files, tags });
  const parameters = new URLSearchParams(location.search);
  await files.restore(form.dataset.draft);
  if (parameters.has("brought")) {
    const brought = await take(form.dataset.me).catch(() => []);
    files.take(brought, Number(parameters.get("brought")) || 0);
    parameters.delete("brought");
    history.replaceState(null, "", parameters.size ? `?${parameters}` : location.pathname);
  }
}

function followType(words) {
  const place = form.querySelector("[data-type-fields]");
  form.querySelector("[data-type-step]").hidden = true;
  form.addEventListener("change", async (event) => {
    if (event.target.name !== "type") return;
    const fields = [...new FormData(form)].filter(([name]) => name.startsWith("fields."));
    const typed = new URLSearchParams([["type", event.target.value], ...fields]);
    const language = new URLSearchParams(location.search).get("lang");
    if (language) typed.set("lang", language);
    const answer = await fetch(`${place.dataset.typeFields}?${typed}`).catch(() => null);
    if (!answer?.ok || form.elements.type.value !== typed.get("type")) return;
    place.innerHTML = await answer.text();
    showBasics(JSON.parse(place.querySelector("[data-basics]").dataset.basics), words);
  });
}

// What the type makes of the fields that every item has: some may be required, some not asked for.
function showBasics(basics, words) {
  for (const frame of form.querySelectorAll("[data-basic]")) {
    const asked = basics[frame.dataset.basic];
    frame.hidden = asked === "hidden";
    const label = frame.querySelector(".field__label");
    let mark = label.querySelector(".field__mark");
    if (asked === "required" && !mark) {
      mark = document.createElement("span");
      mark.className = "field__mark";
      mark.textContent = ` (${words.required})`;
      label.append(mark);
    } else if (asked !== "required") mark?.remove();
  }
}
