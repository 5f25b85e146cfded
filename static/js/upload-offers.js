// Which guesses stand beside which field, and what accepting one does there.
import { showGuesses } from "./upload-guesses.js";

// tags: the tag field (see upload-tags.js). Returns show(understood), to be called again whenever the form changes.
export function offers(form, tags, words) {
  const picture = document.querySelector("template[data-plus]");
  const { title, type, authority } = form.elements;
  const owners = authority.value;
  const domains = () => [...form.querySelectorAll("input[name=domain]")];
  const tell = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

  const fields = {
    title: {
      open: (guess) => !isTyped(title) && guess.value !== title.value,
      accept: (guess) => {
        fillTitle(title, guess.value);
        tell(title);
      },
    },
    type: {
      open: () => !type.value,
      accept: (guess) => {
        const card = [...type].find((each) => each.value === guess.value);
        card.checked = true;
        tell(card);
      },
    },
    domains: {
      open: (guess) => domains().some((box) => box.value === guess.value && !box.checked),
      accept: (guess) => {
        const box = domains().find((each) => each.value === guess.value);
        box.checked = true;
        tell(box);
      },
    },
    authority: {
      open: (guess) => authority.value === owners && guess.value !== authority.value,
      accept: (guess) => {
        authority.value = guess.value;
        tell(authority);
      },
    },
    tags: {
      open: (guess) => !tags.read().includes(guess.value),
      accept: (guess) => tags.add(guess.value),
    },
  };

  return function show(understood) {
    for (const [name, { open, accept }] of Object.entries(fields)) {
      const place = form.querySelector(`[data-guesses=${name}]`);
      const accepted = (guess) => {
        accept(guess);
        show(understood);
      };
      if (place) showGuesses(place, understood[name] ?? [], { open, accept: accepted, words, picture });
    }
  };
}

// The same for a single file that will be an item of its own: its kind, and tags that it has besides those for all.
const MOST_TAGS = 3;

export function rowOffers(form, common, words) {
  const picture = document.querySelector("template[data-plus]");
  const tell = (row) => row.own.type.dispatchEvent(new Event("change", { bubbles: true }));
  const fields = {
    type: {
      open: (row, guess) => !row.own.type.value && form.elements.type.value !== guess.value,
      accept: (row, guess) => (row.own.type.value = guess.value),
    },
    tags: {
      open: (row, guess) => ![...common.read(), ...row.tags.read()].includes(guess.value),
      accept: (row, guess) => row.tags.show([...(row.tags.read().length ? row.tags.read() : common.read()), guess.value]),
    },
  };

  return function show(row, place) {
    const { type = [], tags = [] } = row.understood ?? {};
    const guesses = [
      ...type.slice(0, 1).map((guess) => ({ ...guess, field: fields.type })),
      ...tags.slice(0, MOST_TAGS).map((guess) => ({ ...guess, field: fields.tags })),
    ];
    showGuesses(place, guesses, {
      ...{ words, picture, brief: true },
      open: (guess) => guess.field.open(row, guess),
      accept: (guess) => {
        guess.field.accept(row, guess);
        tell(row);
      },
    });
  };
}

// A title that was filled in by itself is not a typed one, and gives way to a better guess.
export function fillTitle(control, value) {
  control.value = value;
  control.dataset.filled = value;
}

export function isTyped(control) {
  return control.value.trim() !== "" && control.value !== control.dataset.filled;
}
