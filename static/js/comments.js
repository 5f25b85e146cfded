// Answers open below their comment, more of a long conversation comes without leaving the page, and what others
// say meanwhile is offered and never pushes what is being read.
import "./send.js";
import { fetchPage, takeOver } from "./parts.js";

const part = document.querySelector("[data-comments]");
let waiting = null; // the page that holds what is new

part?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reply], a[data-more], a[data-whole]");
  if (event.target.closest("[data-close]")) return close(event.target.closest("form"));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if ("reply" in link.dataset) open(link);
  else if ("more" in link.dataset) more(link);
  else whole(link);
});
part?.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest("[data-open-reply]");
  if (form && !event.defaultPrevented) close(form);
});
part?.addEventListener("sent", (event) => {
  if ("openReply" in event.target.dataset) event.target.remove();
});

// Keeps comments of others back, with a button that shows them; what else changed is shown at once.
export function hold(name, present, coming) {
  if (name !== "comments") return false;
  const newest = Math.max(...numbersIn(present));
  const fresh = [...coming.querySelectorAll("[data-comment]")].filter((comment) => numberOf(comment) > newest);
  if (!fresh.length || newest < 0) return false;
  waiting = coming.ownerDocument;
  offer(fresh.map((comment) => comment.id));
  return true;
}

function numbersIn(list) {
  return [-1, ...[...list.querySelectorAll("[data-comment]")].map(numberOf)];
}

function numberOf(comment) {
  return Number(comment.id.replace("comment-", ""));
}

function offer(ids) {
  const place = part.querySelector("[data-news]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--primary";
  button.textContent = ids.length === 1 ? place.dataset.one : place.dataset.many.replace("{}", ids.length);
  button.addEventListener("click", () => {
    takeOver(waiting);
    waiting = null;
    place.replaceChildren();
    const first = ids.map((id) => document.getElementById(id)).find(Boolean);
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "center" });
  });
  place.replaceChildren(button);
}

function open(link) {
  const comment = link.closest("[data-comment]");
  const known = part.querySelector(`[data-open-reply="${comment.id}"]`);
  if (known) return known.querySelector("textarea").focus();
  const form = part.querySelector("[data-reply-form]").content.firstElementChild.cloneNode(true);
  form.action = link.href;
  form.dataset.openReply = comment.id;
  const box = form.querySelector("textarea");
  box.id = `reply-to-${comment.id}`;
  form.querySelector("label").htmlFor = box.id;
  form.querySelector("label").textContent = link.textContent.replace(/\s+/g, " ").trim();
  comment.append(form);
  box.focus();
}

function close(form) {
  const comment = form.closest("[data-comment]");
  form.remove();
  comment.querySelector("[data-reply]")?.focus();
}

async function more(link) {
  const answer = await fetchPage(link.href).catch(() => null);
  if (!answer?.ok) return location.assign(link.href);
  const list = part.querySelector("[data-threads]");
  const before = link.dataset.more === "before";
  const known = new Set([...list.children].map((row) => row.dataset.key));
  const rows = [...answer.page.querySelectorAll("[data-threads] > li")].filter((row) => !known.has(row.dataset.key));
  list.dataset.longer = "1";
  list[before ? "prepend" : "append"](...rows);
  const next = answer.page.querySelector(`[data-more="${link.dataset.more}"]`);
  link.parentElement.replaceWith(...(next ? [next.parentElement] : []));
  rows[0]?.querySelector("[data-comment]")?.focus({ preventScroll: before });
}

async function whole(link) {
  const row = link.closest("[data-key]");
  const answer = await fetchPage(link.href).catch(() => null);
  const coming = answer?.ok && answer.page.querySelector(`[data-threads] > [data-key="${row.dataset.key}"]`);
  if (!coming) return location.assign(link.href);
  row.dataset.whole = "1";
  history.replaceState(history.state, "", link.href.replace(/#.*/, ""));
  row.replaceChildren(...coming.children);
  row.querySelector(".thread__replies [data-comment]")?.focus({ preventScroll: true });
}
