// The files of what was dropped: folders are opened, and what systems hide in them is not taken.
const DEEPEST = 6;
const HIDDEN = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

// entries: as the drop told them. Returns up to `most` files, and how many more there were.
export async function filesOf(entries, most) {
  const found = [];
  let beyond = 0;
  const take = (file) => (found.length < most ? found.push(file) : (beyond += 1));
  for (const entry of entries) await walk(entry, 0, take);
  return { files: found, beyond };
}

async function walk(entry, depth, take) {
  if (entry instanceof File) return take(entry);
  if (entry.isFile) {
    if (depth === 0 || !HIDDEN.test(entry.name)) take(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  if (depth === DEEPEST || HIDDEN.test(entry.name)) return;
  const reader = entry.createReader();
  for (;;) {
    // A folder tells its entries a hundred at a time, and an empty list at the end.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const each of some) await walk(each, depth + 1, take);
  }
}
