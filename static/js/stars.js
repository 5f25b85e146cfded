// One touch on a star is enough: it is sent in place. Arrow keys only choose: there the button sends.
import { send } from "./send.js";

document.addEventListener("pointerdown", (event) => {
  const form = event.target.closest?.("[data-stars]");
  if (form) form.dataset.touched = "";
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-stars]");
  if (form) delete form.dataset.touched;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-stars]");
  if (form && "touched" in form.dataset) send(form);
});
// What lies open over the page closes with Esc, and when one goes elsewhere.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".spread[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const open = document.querySelector(".spread[open]");
  if (open && !open.contains(event.target)) open.open = false;
});
