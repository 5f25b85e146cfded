// Files dragged over any page, or pasted into it: the page of an upload takes them, and from elsewhere they go there.
const STILL_MS = 250; // without a word from the browser for so long, the drag is out of the window
const area = document.querySelector("[data-drop-area]");
if (area) attach();

function attach() {
  let leaving;
  const hide = () => {
    area.hidden = true;
  };

  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files") || takesItself(event.target)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    area.hidden = false;
    clearTimeout(leaving);
    leaving = setTimeout(hide, STILL_MS);
  });

  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.types.includes("Files") || takesItself(event.target)) return;
    event.preventDefault();
    const entries = entriesOf(event.dataTransfer);
    clearTimeout(leaving);
    hide();
    const { filesOf } = await import("./dropped-files.js");
    const { files, beyond } = await filesOf(entries, Number(area.dataset.most));
    await bring(files, beyond);
  });

  document.addEventListener("paste", async (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const writing = event.target.closest?.("input, textarea, [contenteditable]");
    if (!files.length || (writing && event.clipboardData.types.some((type) => type.startsWith("text/")))) return;
    event.preventDefault();
    await bring(files.map(named), 0);
  });
}

// To be called while the drop is being told: afterwards the browser no longer says what it was.
function entriesOf(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  return items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
}

// A field of its own for one file, such as the one that replaces another.
function takesItself(target) {
  return target.closest?.("input[type=file]") && !target.closest("form[data-upload]");
}

async function bring(files, beyond) {
  if (!files.length && !beyond) return;
  const detail = { files, beyond };
  if (document.querySelector("form[data-upload]")) {
    document.dispatchEvent(new CustomEvent("files-brought", { detail }));
    return;
  }
  const { keep } = await import("./kept-files.js");
  await keep(files, area.dataset.me);
  location.assign(`/items/new?brought=${beyond}`);
}

// Every pasted picture is called image.png; together they would look like one.
function named(file, place) {
  if (file.name !== "image.png") return file;
  const moment = new Date().toLocaleString("sv").replaceAll(":", ".");
  return new File([file], `${area.dataset.pasted} ${moment}${place ? ` (${place + 1})` : ""}.png`, { type: file.type });
}
