// Names for what Django's own pages leave without one: a field in a table, which stands under the
// heading of its column; a choice with a search field; what would show nothing, or English. And what
// only a mouse could scroll.
(() => {
  const words = (element) => element.textContent.replace(/[:?\s]+$/, "").trim();

  const heading = (field) => {
    const cell = field.closest(".tabular td");
    const above = cell?.closest("table").tHead?.rows[0].cells[cell.cellIndex];
    return above ? words(above) : "";
  };

  const nameFields = (root) => {
    for (const field of root.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const name = field.labels?.[0] ? words(field.labels[0]) : heading(field);
      if (name && !field.labels?.[0] && !field.hasAttribute("aria-label")) {
        field.setAttribute("aria-label", name);
      }
      const shown = field.nextElementSibling?.querySelector?.(".select2-selection");
      if (name && shown) {
        shown.id ||= `${field.id}-keuze`;
        shown.setAttribute("aria-label", name);
        const chosen = shown.querySelector(".select2-selection__rendered");
        // Said to be a field in the field, which would need a name too.
        for (const said of ["role", "aria-readonly"]) chosen.removeAttribute(said);
        shown.setAttribute("aria-labelledby", `${shown.id} ${chosen.id}`);
      }
    }
  };

  const mendOthers = () => {
    const glass = document.querySelector("label[for=searchbar] img");
    if (glass) glass.alt = document.querySelector("#changelist-search [type=submit]").value;
    for (const link of document.querySelectorAll("#changelist-filter a:empty")) {
      link.textContent = "–";
    }
    for (const rows of document.querySelectorAll(".inline-group")) {
      if (rows.scrollWidth > rows.clientWidth) rows.tabIndex = 0; // keys have to reach it
    }
    for (const head of document.querySelectorAll(".tabular th")) {
      if (head.textContent.trim()) continue;
      const cell = document.createElement("td");
      cell.className = head.className;
      head.replaceWith(cell);
    }
  };

  // After Django's own, which makes the choices when its jQuery says so.
  const ready =
    window.django?.jQuery ?? ((act) => document.addEventListener("DOMContentLoaded", act));
  document.addEventListener("formset:added", (event) => nameFields(event.target));
  ready(() => {
    mendOthers();
    nameFields(document);
  });
})();
