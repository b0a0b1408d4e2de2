// A table as a grid of a spreadsheet: arrows, typing over, blocks, filling down, copying, pasting,
// undoing. It serves tables whose cells hold fields (figures) and tables whose cells get a field
// when something is typed in them (policy, data-cel). With data-save it sends only what was typed,
// puts back the rows that the server answers with, and keeps all of it when there is no connection.
// Nothing here is needed: without it there are the forms. Why: decision 31.
(() => {
  "use strict";

  const table = document.querySelector("[data-grid]");
  if (!table?.tBodies[0]?.rows.length) return;
  const form = table.closest("form");
  const saves = "save" in table.dataset;
  const status = document.querySelector(saves ? "#rooster-stand" : "[data-grid-status]");
  const words = document.querySelector("#rooster-woorden")?.dataset ?? status.dataset;
  const fillBar = document.querySelector("[data-fill]");
  const undoButton = document.querySelector("[data-undo]");
  const rows = table.tBodies[0].rows;
  const undone = []; // what each action changed, newest last: [row, column, text before]
  let here; // the cell that has the focus, or had it last
  let anchor; // where the block began
  let before; // what the open cell held; null when none is open
  let sending = false;

  // ------------------------------------------------------------------------------- cells

  const at = (row, column) => rows[row]?.cells[column];
  const rowOf = (cell) => cell.parentNode.sectionRowIndex;
  const fieldsIn = (cell) => cell.querySelectorAll("input, select, textarea");
  const fieldIn = (cell) => cell.querySelector("input, select, textarea");
  const isTick = (field) => field?.type === "checkbox";
  const canHold = (cell) => Boolean(cell && (cell.dataset.cel || fieldsIn(cell).length === 1));

  // What a cell shows, as it could be typed again.
  const shown = (cell) => {
    const parts = [...cell.querySelectorAll(":scope > .stage, :scope > .sub:not(.extra)")];
    return parts.map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(" ");
  };

  const textOf = (cell) => {
    const field = fieldIn(cell);
    if (isTick(field)) return field.checked ? "ja" : "";
    return field ? field.value : cell.dataset.cel ? shown(cell) : cell.textContent.trim();
  };

  // A letter or word is not typed again, and what stands there already is nothing new.
  const typedIn = (cell) => (cell.dataset.cel ? (fieldIn(cell)?.value ?? "") : textOf(cell));

  const headOf = (cell) => table.tHead.rows[0].cells[cell.cellIndex];

  // "v 15-10-2021" reads "Vastgesteld 15-10-2021".
  const inFull = (cell, text) => {
    const keys = new URLSearchParams(headOf(cell).dataset.keys.replaceAll("|", "&"));
    return text.replace(/^([a-z])(?=[\s\d;]|$)\s*/i, (typed, key) => {
      const word = keys.get(key.toLowerCase());
      return word ? `${word} ` : typed;
    }).trim();
  };

  const makeField = (cell) => {
    const field = document.createElement("input");
    const heading = headOf(cell).firstChild.textContent.trim();
    field.name = cell.dataset.cel;
    field.id = `id_${field.name}`;
    field.type = "text";
    field.autocomplete = "off";
    field.tabIndex = -1;
    const place = cell.parentNode.cells[0].firstElementChild.textContent.trim();
    field.setAttribute("aria-label", `${place}, ${heading}, ${words.label}`);
    cell.className = "cell-nieuw";
    cell.prepend(field, document.getElementById("cel-nieuw").content.cloneNode(true));
    return field;
  };

  const clear = (cell) => {
    cell.querySelectorAll("input, .cell-said").forEach((part) => part.remove());
    cell.className = "";
  };

  // Puts a text in a cell and gives what it held.
  const put = (cell, given) => {
    const held = typedIn(cell);
    const text = cell.dataset.cel ? inFull(cell, given) : given;
    let field = fieldIn(cell);
    if (isTick(field)) field.checked = /^(ja|j|x|1|waar|voorlopig|v)$/i.test(text);
    else if (!cell.dataset.cel) field.value = text;
    else if (!text || text === shown(cell)) clear(cell);
    else {
      if (field && !cell.classList.contains("cell-nieuw")) clear(cell);
      field = fieldIn(cell) ?? makeField(cell);
      field.value = text;
    }
    return held;
  };

  // One action, that can be undone at once: pairs of a cell and its new text.
  const change = (pairs) => {
    const log = [];
    for (const [cell, text] of pairs) {
      if (!canHold(cell)) continue;
      const held = put(cell, text);
      if (held !== typedIn(cell)) log.push([rowOf(cell), cell.cellIndex, held]);
    }
    if (log.length) undone.push(log);
    tell();
    return log.length;
  };

  // What is saved is undone by its own button, which telling would take away.
  const undo = () => {
    if (!undone.length) return;
    for (const [row, column, text] of undone.pop()) put(at(row, column), text);
    tell();
  };

  // ------------------------------------------------------------------------------- telling

  const pending = () => [...table.querySelectorAll("td[data-cel] > input")];
  const say = (text, count) => {
    status.textContent = text.replace("#", count);
  };

  const tell = () => {
    if (undoButton) undoButton.hidden = !undone.length;
    if (!saves || sending) return;
    const count = table.querySelectorAll("td[data-cel] > input").length;
    say(count ? words.dirty : words.clean, count);
  };

  // ------------------------------------------------------------------------------- the block

  const edges = () => {
    const [a, b] = [rowOf(anchor), rowOf(here)];
    const [c, d] = [anchor.cellIndex, here.cellIndex];
    return [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)];
  };

  const block = () => {
    const [top, bottom, left, right] = edges();
    const found = [];
    for (let row = top; row <= bottom; row += 1) {
      found.push([...rows[row].cells].slice(left, right + 1));
    }
    return found;
  };

  const mark = () => {
    const wanted = anchor === here ? new Set() : new Set(block().flat());
    table.querySelectorAll("[aria-selected]").forEach((cell) => {
      if (!wanted.delete(cell)) cell.removeAttribute("aria-selected");
    });
    wanted.forEach((cell) => cell.setAttribute("aria-selected", "true"));
    if (!fillBar) return;
    const count = anchor === here ? 0 : block().flat().filter(canHold).length;
    fillBar.hidden = !count;
    const legend = fillBar.querySelector("legend");
    legend.textContent = legend.dataset.text.replace("#", count);
  };

  const go = (cell, extend = false) => {
    if (!cell) return;
    if (here && here !== cell) here.removeAttribute("tabindex");
    const hadBlock = anchor !== here;
    here = cell;
    if (!extend || !anchor) anchor = cell;
    cell.tabIndex = 0;
    cell.focus();
    if (extend || hadBlock) mark();
  };

  // ------------------------------------------------------------------------------- typing

  const open = (cell, text) => {
    if (!canHold(cell)) {
      cell.querySelector("a")?.click();
      return;
    }
    before = typedIn(cell);
    const field = fieldIn(cell) ?? makeField(cell);
    if (isTick(field)) {
      before = null;
      change([[cell, field.checked ? "" : "ja"]]);
      return;
    }
    if (text !== undefined) field.value = text;
    else if (!field.value) field.value = shown(cell);
    field.focus();
    field.select();
  };

  // "v 15-10-2021 c 3-2-2021" is for this cell and the one to the right, if there is one. What
  // stands behind a semicolon is no status.
  const spread = (cell, text) => {
    const parts = text.split(/(?<=^[^;]*\d{4})[\s,]*(?=[vcignpj]\s*\d)/i);
    const cells = parts.map((_part, on) => at(rowOf(cell), cell.cellIndex + on));
    return cells.every(canHold) ? cells.map((one, on) => [one, parts[on]]) : [[cell, text]];
  };

  // Takes what was typed; gives back the focus to the cell.
  const take = () => {
    if (before === null) return;
    const cell = here;
    const held = before;
    before = null;
    const text = fieldIn(cell)?.value.trim() ?? "";
    if (!cell.dataset.cel) {
      if (text !== held) undone.push([[rowOf(cell), cell.cellIndex, held]]);
      return;
    }
    put(cell, held);
    change(spread(cell, text));
  };

  const leave = () => {
    if (before === null) return;
    put(here, before);
    before = null;
    go(here);
  };

  const deltas = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  const moved = (event) => {
    const [row, column] = [rowOf(here), here.cellIndex];
    const far = event.ctrlKey || event.metaKey;
    const last = [rows.length - 1, rows[row].cells.length - 1];
    const near = (number, most) => Math.min(Math.max(number, 0), most);
    if (event.key in deltas) {
      const [down, right] = deltas[event.key];
      const steps = far ? rows.length : 1;
      return at(near(row + down * steps, last[0]), near(column + right * steps, last[1]));
    }
    if (event.key === "Home") return at(far ? 0 : row, 0);
    if (event.key === "End") return at(far ? last[0] : row, last[1]);
    if (event.key === "PageUp") return at(near(row - 10, last[0]), column);
    if (event.key === "PageDown") return at(near(row + 10, last[0]), column);
    return null;
  };

  const openKeys = (event) => {
    const field = event.target;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" || ["ArrowUp", "ArrowDown"].includes(event.key)) {
      if (field.tagName === "SELECT" && event.key !== "Enter") return;
      const up = event.key === "ArrowUp" || event.shiftKey;
      take();
      go(at(rowOf(here) + (up ? -1 : 1), here.cellIndex) ?? here);
    } else if (event.key === "Tab" && fieldsIn(here).length === 1) {
      take();
      go(at(rowOf(here), here.cellIndex + (event.shiftKey ? -1 : 1)) ?? here);
    } else return;
    event.preventDefault();
  };

  const commands = {
    d: () => {
      const [first, ...others] = block();
      change(others.flatMap((row) => row.map((cell, on) => [cell, typedIn(first[on]) || textOf(first[on])])));
    },
    z: undo,
  };

  const closedKeys = (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const to = moved(event);
    if (to) go(to, event.shiftKey);
    else if (command && event.key in commands) commands[event.key]();
    else if (command || event.altKey) return;
    else if (event.key === "Enter" || event.key === "F2") open(here);
    else if (event.key === "Escape") go(here);
    else if (event.key === "Delete" || event.key === "Backspace") {
      change(block().flat().map((cell) => [cell, ""]));
    } else if (event.key === " " && !isTick(fieldIn(here))) return;
    else if (event.key.length === 1 && canHold(here)) {
      // The key itself lands in the field that has the focus now.
      open(here, "");
      if (!isTick(fieldIn(here))) return;
    } else return;
    event.preventDefault();
  };

  table.addEventListener("keydown", (event) => {
    if (event.isComposing || !here) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "s") return;
    (event.target === here ? closedKeys : openKeys)(event);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    take();
    form.requestSubmit(saves ? document.querySelector("[data-save-cells]") : undefined);
  });

  // Pointing at a field opens its cell, at anything else goes there.
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("tbody th, tbody td");
    if (!cell || cell === event.target || (cell === here && before !== null)) return;
    take();
    if (here && here !== cell) here.removeAttribute("tabindex");
    here = anchor = cell;
    mark();
    cell.tabIndex = 0;
    if (canHold(cell) && !isTick(fieldIn(cell))) before = typedIn(cell);
  });
  table.addEventListener("focusout", (event) => {
    if (before !== null && !here.contains(event.relatedTarget)) take();
  });
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("tbody th, tbody td");
    if (!cell || event.target.closest("a, input, select, textarea, label")) return;
    event.preventDefault();
    take();
    go(cell, event.shiftKey);
  });
  table.addEventListener("dblclick", (event) => {
    if (event.target.closest("td") === here && before === null) open(here);
  });

  // ------------------------------------------------------------------------- from and to a sheet

  // As nalportal/exchange/clipboard.py reads it: a cell with a tab, line end or doubled quote in it
  // stands in quotes, and an empty cell has its place.
  const rowsOf = (text) => {
    const read = [[]];
    const cell = /"((?:[^"]|"")*)"(?=[\t\n]|$)|[^\t\n]*/y;
    for (let from = 0; from <= text.length; from = cell.lastIndex + 1) {
      cell.lastIndex = from;
      const [bare, quoted] = cell.exec(text);
      const isQuoted = quoted === "" || /[\t\n]|""/.test(quoted ?? "");
      read.at(-1).push((isQuoted ? quoted.replaceAll('""', '"') : bare).replace(/\s+/g, " ").trim());
      if (text[cell.lastIndex] === "\n") read.push([]);
    }
    if (text.endsWith("\n")) read.pop();
    return read;
  };

  const quoted = (text) => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  table.addEventListener("copy", (event) => {
    if (event.target !== here) return;
    event.preventDefault();
    const lines = block().map((row) => row.map((cell) => quoted(textOf(cell))).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\n"));
  });

  table.addEventListener("paste", (event) => {
    const lines = rowsOf(event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n"));
    const isOne = lines.length < 2 && lines[0].length < 2;
    if (!here || (isOne && event.target !== here)) return;
    event.preventDefault();
    if (before !== null) leave();
    const [top, , left] = edges();
    const pairs = [];
    let outside = 0;
    // One cell fills the whole block; an empty cell changes nothing.
    if (isOne) block().flat().forEach((cell) => lines[0][0] && pairs.push([cell, lines[0][0]]));
    else {
      lines.forEach((line, down) => line.forEach((text, right) => {
        const cell = at(top + down, left + right);
        if (text && canHold(cell)) pairs.push([cell, text]);
        else if (text) outside += 1;
      }));
    }
    const told = words.text.replace("#", change(pairs));
    status.textContent = outside ? `${told} ${words.outside.replace("#", outside)}` : told;
  });

  undoButton?.addEventListener("click", undo);

  // A document alone goes with what the cell says already.
  const fill = () => {
    const text = fillBar.querySelector("input").value.trim();
    const document_ = fillBar.querySelector("select").value;
    const tail = document_ && `; ${document_}`;
    change(block().flat().map((cell) => [cell, (text || (canHold(cell) ? textOf(cell) : "")) + tail]));
    go(here, true);
  };
  fillBar?.querySelector("button").addEventListener("click", fill);
  fillBar?.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") fill();
  });

  // ------------------------------------------------------------------------------- saving

  const replaceIn = (id, page) => {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    old.replaceChildren(...fresh.childNodes);
  };

  // What was typed while the others were on their way stays.
  const receive = (page, sent) => {
    const later = pending().filter((field) => sent.get(field.name) !== field.value);
    const kept = later.map((field) => {
      const cell = field.parentNode;
      return [rowOf(cell), cell.cellIndex, field.value];
    });
    const place = here && [rowOf(here), here.cellIndex, table.contains(document.activeElement)];
    page.querySelectorAll("tbody > tr").forEach((row) => {
      document.getElementById(row.id)?.replaceWith(document.adoptNode(row));
    });
    undone.length = 0;
    form.elements.token.value = page.querySelector("[name=token]").value;
    replaceIn("rooster-uitleg", page);
    kept.forEach(([row, column, text]) => change([[at(row, column), text]]));
    tell();
    quiet();
    if (place) {
      here = anchor = at(place[0], place[1]);
      if (place[2]) go(here);
      else here.tabIndex = 0;
    }
    replaceIn("rooster-stand", page);
  };

  const send = async (button) => {
    if (sending) return;
    sending = true;
    const data = new FormData(form, button?.name ? button : undefined);
    const sent = new Map(data);
    data.set("deel", "1");
    say(words.saving, sent.size);
    let page;
    try {
      const response = await fetch(form.action, { method: "POST", body: data });
      if (response.status > 500) throw new Error(response.statusText);
      page = new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      sending = false;
      say(words.offline, pending().length);
      setTimeout(() => send(button), 10_000);
      return;
    }
    sending = false;
    // Not the grid but a page that asks to sign in, or tells what is wrong: that is to be seen.
    if (page.getElementById("rooster-stand")) receive(page, sent);
    else form.submit();
  };

  if (saves) {
    form.addEventListener("submit", (event) => {
      // Undoing and filling from a text go the way of any form.
      const button = event.submitter;
      if (button?.hasAttribute("formaction") || button?.name === "vullen") return;
      event.preventDefault();
      take();
      if (pending().length) send(button);
      else tell();
    });
    document.getElementById("rooster-uitleg").addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#id_']");
      const cell = link && document.getElementById(link.hash.slice(1))?.closest("td");
      if (!cell) return;
      event.preventDefault();
      go(cell);
    });
  }

  // ------------------------------------------------------------------------------- beginning

  // One stop for the Tab key: what is in the cells is reached with Enter.
  const quiet = () => {
    table.tBodies[0].querySelectorAll("a, input, select").forEach((part) => {
      part.tabIndex = -1;
    });
  };

  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  quiet();
  here = anchor = table.tBodies[0].querySelector("td");
  here.tabIndex = 0;
  before = null;
  if (saves && pending().length) tell();
})();
