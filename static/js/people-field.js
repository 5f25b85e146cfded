// Completes names in fields that name somebody of the network. Without it a name is typed whole.
let waiting = 0;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.dataset.people || event.inputType === "insertReplacementText") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => complete(box), 150);
});

async function complete(box) {
  const typed = box.value.trim();
  if (typed.length < 2) return;
  const answer = await fetch(`${box.dataset.people}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || box.value.trim() !== typed) return;
  const { people } = await answer.json();
  const list = listOf(box);
  list.replaceChildren(
    ...people.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
}

function listOf(box) {
  const id = `${box.id}-people`;
  const known = document.getElementById(id);
  if (known) return known;
  const list = document.createElement("datalist");
  list.id = id;
  box.after(list);
  box.setAttribute("list", id);
  return list;
}
