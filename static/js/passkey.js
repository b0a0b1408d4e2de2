// A passkey: the browser asks the person for it, and the form carries what it answers. Where there is
// no script, or the browser knows no passkeys, the form stays hidden and the other ways are there.
(() => {
  "use strict";

  const kind = window.PublicKeyCredential;
  if (!kind?.parseCreationOptionsFromJSON) return;

  const form = document.querySelector("form[data-passkey]");
  const failed = document.getElementById("passkey-failed");
  const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
  let answered = false;

  const ask = () =>
    form.dataset.passkey === "make"
      ? navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(options) });

  form.hidden = false;
  document.getElementById("no-passkey")?.remove();
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask());
      answered = true;
    } catch {
      failed.hidden = false; // stopped, too late, or no passkey of this account here
      failed.focus();
      return;
    }
    form.requestSubmit();
  });
})();
