// Tells a signed-in person that the session is about to end, and lets it go on. Typing counts as
// working. The server knows how long is left: another tab may have made it longer.
(() => {
  "use strict";

  const region = document.getElementById("session");
  const warning = Number(region.dataset.warning);
  let timer;
  let lastField = document.activeElement;
  let extendedAt = Date.now();

  const ask = async (address) => {
    const response = await fetch(address, { cache: "no-store" });
    return (await response.json()).seconds;
  };

  const show = (name) => {
    const note = name && document.getElementById(name).content.cloneNode(true);
    region.replaceChildren(...(note ? [note] : []));
  };

  const checkIn = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, Math.max(seconds, 1) * 1000);
  };

  const check = async () => {
    let seconds;
    try {
      seconds = await ask(region.dataset.left);
    } catch {
      checkIn(60); // no connection now; perhaps in a minute
      return;
    }
    if (seconds > warning) {
      show(null);
      checkIn(seconds - warning);
    } else if (seconds > 0) {
      if (!region.querySelector("button")) show("session-ends");
      checkIn(seconds);
    } else if (!region.querySelector("[data-over]")) {
      show("session-over");
    }
  };

  const extend = async () => {
    extendedAt = Date.now();
    try {
      const seconds = await ask(region.dataset.extend);
      checkIn(seconds - warning);
      return seconds > 0;
    } catch {
      return false; // the check that is planned will find out
    }
  };

  region.addEventListener("click", async (event) => {
    if (!event.target.closest("button")) return;
    const goesOn = await extend();
    show(goesOn ? "session-goes-on" : "session-over");
    const goBack = lastField.isConnected && lastField !== document.body;
    (goBack ? lastField : region).focus();
  });

  document.addEventListener("focusin", (event) => {
    if (!region.contains(event.target)) lastField = event.target;
  });

  document.addEventListener("input", async () => {
    // Often enough to keep a session alive, seldom enough not to bother the server.
    if (Date.now() - extendedAt > warning * 1000 && (await extend())) show(null);
  });

  // Whoever comes back from another tab may have signed out there.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") check();
  });

  checkIn(Number(region.dataset.seconds) - warning);
})();
