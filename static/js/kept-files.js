// Files that wait in the browser while another page opens: dropped elsewhere, shared from another app, or still on
// their way when the session ended. Taken once, by the person who brought them, within the hour.
const NAME = "otzar-files";
const STORE = "files";
const LASTS_MS = 60 * 60 * 1000;

// person: the number of who brings them, or "" when nobody is known yet, as when another app shares.
export async function keep(files, person = "") {
  const kept = [...files].map((file) => ({ file, person: String(person), at: Date.now() }));
  await within("readwrite", (store) => kept.forEach((each) => store.add(each)));
}

export async function take(person) {
  let found = [];
  await within("readwrite", (store) => {
    const asked = store.getAll();
    asked.onsuccess = () => {
      found = asked.result;
      store.clear();
    };
  });
  const late = Date.now() - LASTS_MS;
  return found.filter((each) => each.at > late && ["", String(person)].includes(each.person)).map((each) => each.file);
}

function within(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode);
      transaction.oncomplete = () => resolve(opening.result.close());
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE));
    };
  });
}
