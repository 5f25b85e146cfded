// Lists that can be put in order: by dragging the handle, or by the two buttons without loading the page again.
// Without this script the buttons are forms, and work as they are.
for (const list of document.querySelectorAll("[data-ordered]")) attach(list);

function attach(list) {
  const said = list.parentElement.querySelector("[data-ordered-said]");
  list.classList.add("ordered--ready");
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (handle && event.button === 0) carry(list, handle, event, () => save(list, said));
  });
  list.addEventListener("submit", (event) => {
    const button = event.submitter;
    const row = button?.closest("li[data-key]");
    if (!row || !button.dataset.step) return;
    event.preventDefault();
    const neighbour = button.dataset.step === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return;
    if (button.dataset.step === "up") neighbour.before(row);
    else neighbour.after(row);
    const hidden = getComputedStyle(button).visibility === "hidden";
    (hidden ? row.querySelector(`[data-step]:not([data-step="${button.dataset.step}"])`) : button).focus();
    save(list, said);
  });
}

// The row follows the pointer from place to place. The page listens, because the handle itself moves in the tree.
function carry(list, handle, event, done) {
  const row = handle.closest("li");
  const before = keys(list).join();
  event.preventDefault();
  row.classList.add("ordered__carried");
  const follow = (move) => {
    const others = [...list.children].filter((other) => other !== row);
    const next = others.find((other) => move.clientY < middleOf(other)) ?? null;
    if (row.nextElementSibling !== next) list.insertBefore(row, next);
  };
  const drop = () => {
    row.classList.remove("ordered__carried");
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", drop);
    if (keys(list).join() !== before) done();
  };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
}

function middleOf(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}

function keys(list) {
  return [...list.children].map((row) => row.dataset.key);
}

async function save(list, said) {
  const body = new FormData();
  body.set("csrf_token", list.querySelector("[name=csrf_token]").value);
  for (const key of keys(list)) body.append("order", key);
  const answer = await fetch(list.dataset.ordered, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) {
    location.reload(); // the page says what is so
    return;
  }
  said.textContent = "";
  said.textContent = list.dataset.said;
  list.dispatchEvent(new CustomEvent("ordered", { bubbles: true }));
}
