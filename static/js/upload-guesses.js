// What the files seem to be, as chips with a dashed edge: a click accepts one. Nothing that was typed is ever changed.

// place: where the chips stand. guesses: [{value, label, why}]. open(guess): whether it is still an offer.
// accept(guess): puts it into the form. words: {offer: "Accept: #", from: …}
export function showGuesses(place, guesses, { open, accept, words, picture, brief = false }) {
  const offered = guesses.filter(open);
  const told = JSON.stringify(offered.map(({ value, label, why }) => [value, label, why]));
  if (place.dataset.offered === told) return; // a chip that is being pressed must not be taken away under the finger
  place.dataset.offered = told;
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...offered.map(chip), ...(brief ? [] : reasons(offered)));
  place.hidden = !offered.length;
  if (focused) place.querySelector("button")?.focus();

  function chip(guess) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip chip--ghost";
    button.title = guess.why;
    const name = document.createElement("bdi");
    name.textContent = guess.label;
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = ` – ${words.offer}. ${guess.why}`;
    button.append(picture.content.cloneNode(true), name, hidden);
    button.addEventListener("click", () => {
      const wasFirst = document.activeElement === button;
      accept(guess);
      if (wasFirst && !place.contains(document.activeElement)) {
        const field = place.parentElement;
        const next = place.querySelector("button") ?? field.querySelector("input:checked");
        (next ?? field.querySelector("input, select, textarea"))?.focus();
      }
    });
    return button;
  }
}

// Why, once for each reason, for eyes; with each chip for ears.
function reasons(offered) {
  const why = [...new Set(offered.map((guess) => guess.why).filter(Boolean))].slice(0, 2);
  if (!why.length) return [];
  const said = document.createElement("span");
  said.className = "guesses__why";
  said.setAttribute("aria-hidden", "true");
  said.dir = "auto";
  said.textContent = why.join(" · ");
  return [said];
}
