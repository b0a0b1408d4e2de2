// Proposes an address while a title is typed, as the server makes it of a title. What somebody
// typed in the field of the address stays.
(() => {
  "use strict";

  for (const address of document.querySelectorAll("[data-address-of]")) {
    const title = address.form.elements[address.dataset.addressOf];
    let proposed = "";
    title.addEventListener("input", () => {
      if (address.value !== proposed) return;
      proposed = title.value
        .normalize("NFKD")
        .replace(/[^\x20-\x7e\s]/g, "")
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replace(/[-\s]+/g, "-")
        .replace(/^[-_]+|[-_]+$/g, "")
        .slice(0, 50);
      address.value = proposed;
    });
  }
})();
