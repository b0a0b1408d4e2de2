// Says while somebody types which characters the PDF cannot print. Which it can is fetched once, when
// something else than plain Latin was typed. Without script the list before freezing says the same.
(() => {
  "use strict";

  const LATIN = 0x17f;
  const address = document.currentScript.dataset.printable;
  let ranges;

  const fetched = () =>
    (ranges ??= fetch(address)
      .then((response) => response.json())
      .catch(() => null));

  const strange = (text) => [...new Set(text.normalize("NFC"))].filter((one) => one.codePointAt(0) > LATIN);

  const say = (field, lost) => {
    const place = field.closest(".field") ?? field.parentElement;
    let note = place.querySelector(":scope > .lost-characters");
    if (!note) {
      if (!lost.length) return;
      note = document.getElementById("lost-characters").content.firstElementChild.cloneNode(true);
      place.append(note);
    }
    note.hidden = !lost.length;
    note.querySelector("b").textContent = lost.join(" ");
  };

  const check = async (field) => {
    const odd = strange(field.value);
    const known = odd.length ? await fetched() : [];
    if (!known) return;
    say(
      field,
      odd.filter((one) => {
        const code = one.codePointAt(0);
        return !known.some(([first, last]) => first <= code && code <= last);
      }),
    );
  };

  document.addEventListener("input", ({ target }) => {
    if (target.form?.method === "post" && target.matches("textarea, input[type=text]")) check(target);
  });
})();
