// One touch on a star sends the form. Arrow keys only choose: there the button sends it.
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
  if (form && "touched" in form.dataset) form.requestSubmit();
});
