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
  const said = form.dataset.fresh === "comments";
  if (said && new URL(answer.url).search !== location.search) return location.assign(answer.url);
  form.reset();
  form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
  takeOver(answer.page, { fresh: [form.dataset.fresh, form.closest("[data-part]")?.dataset.part] });
  showFlashes(answer.page);
  const own = said && commentIds().find((id) => !known.has(id));
  if (own) document.getElementById(own).focus();
}

function commentIds() {
  return [...document.querySelectorAll("[data-comment]")].map((comment) => comment.id);
}

// The words come with the page: data-failed of the main part.
function tellFailure(form) {
  const alert = document.createElement("p");
  alert.className = "alert alert--bad";
  alert.textContent = document.querySelector("[data-failed]")?.dataset.failed ?? "";
  alert.setAttribute("role", "alert");
  form.querySelector("[role=alert]")?.remove();
  form.prepend(alert);
}
