// Keeps on the server what is being typed in a form with a long text, so that a browser that stops,
// a session that ends or a page that is left does not cost more than the last seconds of it. The
// form is not sent by it. Without script a form that is sent too late comes back all the same.
(() => {
  "use strict";

  const PAUSE = 2_000;
  const LONGEST = 10_000; // of somebody who types without a pause
  const address = document.currentScript.dataset.keep;
  const unkept = new Map(); // per form: since when, and the timer that will keep it
  let request = new AbortController();

  const long = (form) =>
    form?.method === "post" && form.querySelector("textarea") && form.querySelector("[name=token]");

  const say = (form, name) => {
    const note = document.getElementById(name).content.cloneNode(true);
    const time = note.querySelector("time");
    const options = { hour: "2-digit", minute: "2-digit" };
    if (time) time.textContent = new Date().toLocaleTimeString("nl-NL", options);
    form.querySelector(":scope > .draft-state")?.remove();
    form.append(note);
  };

  const typed = (form) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (!(value instanceof File)) fields.append(name, value);
      else if (value.size) fields.set("_bestanden", "1");
    }
    const action = form.getAttribute("action") || location.href;
    fields.set("_actie", new URL(action, location.href).pathname);
    return fields;
  };

  const keep = async (form, leaving = false) => {
    clearTimeout(unkept.get(form)?.timer);
    unkept.delete(form);
    const { signal } = request;
    const body = typed(form);
    try {
      const how = { method: "POST", body, signal, keepalive: leaving, redirect: "error" };
      const response = await fetch(address, how);
      say(form, response.ok ? "draft-kept" : "draft-failed");
    } catch {
      if (!signal.aborted) say(form, "draft-failed");
    }
  };

  // On "Back" a browser may fetch the page anew. It stays the page that the form was sent from: the
  // number of the form is kept with the history, and what was made is edited, not made twice.
  const numbers = [...document.querySelectorAll("form[method=post] [name=token]")];
  const before = history.state?.numbers;
  const arrived = performance.getEntriesByType("navigation")[0]?.type;
  const isBack = arrived === "back_forward";
  if (isBack && before?.length === numbers.length) {
    numbers.forEach((field, place) => (field.value = before[place]));
  }
  history.replaceState({ numbers: numbers.map((field) => field.value) }, "");

  const plan = (form) => {
    const since = unkept.get(form)?.since ?? Date.now();
    clearTimeout(unkept.get(form)?.timer);
    const wait = Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()));
    unkept.set(form, { since, timer: setTimeout(keep, wait, form) });
  };
  document.addEventListener("input", (event) => {
    if (long(event.target.form)) plan(event.target.form);
  });

  // What was typed on a slow line before this script was there. Other ways to arrive are left out:
  // a browser then puts back what stood in the fields, and that may have been saved.
  if (arrived === "navigate") {
    const early = (form) => [...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
    for (const form of document.forms) if (long(form) && early(form)) plan(form);
  }

  // The form itself goes now; what is kept of it after that would be a draft of what is saved.
  document.addEventListener("submit", (event) => {
    clearTimeout(unkept.get(event.target)?.timer);
    unkept.delete(event.target);
    request.abort();
    request = new AbortController();
  });

  const leave = () => {
    for (const form of [...unkept.keys()]) keep(form, true);
  };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
})();
