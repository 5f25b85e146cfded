// The key "/" puts the cursor into the search box, wherever one is not already writing. On a Hebrew keyboard the key
// that bears it writes a full stop.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const asked = event.key === "/" || (event.code === "Slash" && event.key === ".");
  if (!asked || event.ctrlKey || event.metaKey || event.altKey || writing) return;
  const box = document.querySelector("[data-search-focus]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
