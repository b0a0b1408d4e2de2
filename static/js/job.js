// Looks every two seconds how far the work is, until it is done. Without this script there is a link.
(() => {
  "use strict";

  const look = async () => {
    const here = document.getElementById("job");
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("job");
      if (answer.ok && news && news.innerHTML !== here.innerHTML) {
        here.innerHTML = news.innerHTML;
        document.title = page.title;
      }
    } catch {
      // no connection now; perhaps in two seconds
    }
    if (document.getElementById("progress")) setTimeout(look, 2000);
  };

  setTimeout(look, 2000);
})();
