// Forms marked data-send are sent in place: what they change is shown without leaving the page. What the platform
// does not take is sent once more in the browser's own way, so that its answer is seen.
import { fetchPage, showFlashes, takeOver } from "./parts.js";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-send]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  send(form, event.submitter);
});

export async function send(form, submitter = null) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  form.querySelector("[role=alert]")?.remove();
  const known = new Set(commentIds());
  let answer;
  try {
    answer = await fetchPage(form.action, { method: "POST", body: new FormData(form, submitter) });
  } catch {
    tellFailure(form);
    return;
  } finally {
    delete form.dataset.sending;
  }
  if (!answer.ok || !answer.page.querySelector("[data-live]")) {
    form.removeAttribute("data-send");
    return form.requestSubmit(submitter);
  }
  const changed = form.dataset.fresh ?? form.closest("[data-part]")?.dataset.part;
  const said = changed === "comments";
  if (said && standsElsewhere(answer.url)) return location.assign(answer.url);
  form.reset();
  form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
  takeOver(answer.page, { changed });
  showFlashes(answer.page);
  const own = said && commentIds().find((id) => !known.has(id));
  if (own) document.getElementById(own).focus();
}

// Another page of the conversation, or another order of it.
function standsElsewhere(address) {
  const [there, here] = [new URL(address), location].map((place) => new URLSearchParams(place.search));
  return ["comments", "order"].some((name) => there.get(name) !== here.get(name));
}

function commentIds() {
  return [...document.querySelectorAll("[data-comment]")].map((comment) => comment.id);
}

// What was typed stays; the words come with the page.
function tellFailure(form) {
  const alert = document.createElement("p");
  alert.className = "alert alert--bad";
  alert.textContent = document.querySelector("[data-failed]")?.dataset.failed ?? "";
  alert.setAttribute("role", "alert");
  form.prepend(alert);
}
