// While an item is being read its page asks how far that is, and shows itself anew when all can be found.
const PAUSE_MS = 1500;
const MOST_TIMES = 200;

const place = document.querySelector("[data-item-state]");
if (place) wait(0);

function wait(times) {
  if (times < MOST_TIMES) setTimeout(() => ask(times), PAUSE_MS * (1 + times / 20));
}

async function ask(times) {
  if (document.hidden) return wait(times);
  try {
    const answer = await fetch(place.dataset.itemState);
    if (answer.ok && (await answer.json()).state !== "waiting" && !writing()) return location.reload();
  } catch {
    // The network is away for a moment: the next question will tell.
  }
  wait(times + 1);
}

function writing() {
  return [...document.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);
}
