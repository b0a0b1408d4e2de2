// Lets the browser ask before a page is left on which something was typed that was not sent yet.
// The page that answers a form that was refused holds what was typed too, and so does a form that
// was filled in again; both say so with data-unsaved. Without script the page is left unasked.
(() => {
  "use strict";

  const answers = document.querySelector("[data-unsaved]") !== null;
  let sent = null;

  const chosen = (select) => {
    const options = [...select.options];
    const untouched = select.multiple || options.some((option) => option.defaultSelected);
    return untouched
      ? options.some((option) => option.selected !== option.defaultSelected)
      : select.selectedIndex > 0;
  };

  const changed = (field) => {
    if (field.type === "hidden" || field.readOnly) return false;
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.type === "file") return field.files.length > 0;
    if (field.tagName === "SELECT") return chosen(field);
    return "defaultValue" in field && field.value !== field.defaultValue;
  };

  const unsent = () =>
    (answers && !sent) ||
    [...document.forms].some(
      (form) => form !== sent && form.method === "post" && [...form.elements].some(changed),
    );

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent = event.target;
  });

  // Whoever is back on this page, or goes on typing, has not sent what is here now.
  const stays = () => {
    sent = null;
  };
  document.addEventListener("input", stays);
  window.addEventListener("pageshow", stays);

  window.addEventListener("beforeunload", (event) => {
    if (unsent()) event.preventDefault();
  });
})();
