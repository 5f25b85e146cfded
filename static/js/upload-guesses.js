// What the files seem to be, as chips with a dashed edge: a click accepts one. Nothing that was typed is ever changed.

// place: where the chips stand. guesses: [{value, label, why}]. open(guess): whether it is still an offer.
// accept(guess): puts it into the form. words: {offer: "Accept: #", from: …}
export function showGuesses(place, guesses, { open, accept, words, picture }) {
  const offered = guesses.filter(open);
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...offered.map(chip), ...reasons(offered));
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
        (place.querySelector("button") ?? place.parentElement.querySelector("input, select, textarea"))?.focus();
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
