// Cells copied from a spreadsheet land in the grid from the field that has focus: down the rows,
// and to the right in the order value, provisional, note. The arrows up and down go from row to
// row. Nothing here is needed: without it there is the field "Plakken uit Excel".
(() => {
  "use strict";

  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const status = document.querySelector("[data-grid-status]");
  const columns = ["waarde", "voorlopig", "noot"];
  const rows = [...grid.tBodies[0].rows];

  const columnOf = (field) => columns.findIndex((name) => field.name.endsWith(`-${name}`));

  const fieldIn = (row, column) => row?.querySelector(`[name$="-${columns[column]}"]`);

  // As nalportal/exchange/clipboard.py reads it: a cell with a tab, line end or doubled quote in it
  // stands in quotes, and an empty cell has its place.
  const rowsOf = (text) => {
    const read = [[]];
    const cell = /"((?:[^"]|"")*)"(?=[\t\n]|$)|[^\t\n]*/y;
    for (let at = 0; at <= text.length; at = cell.lastIndex + 1) {
      cell.lastIndex = at;
      const [bare, quoted] = cell.exec(text);
      const isQuoted = quoted === "" || /[\t\n]|""/.test(quoted ?? "");
      const shown = isQuoted ? quoted.replaceAll('""', '"') : bare;
      read.at(-1).push(shown.replace(/\s+/g, " ").trim());
      if (text[cell.lastIndex] === "\n") read.push([]);
    }
    if (text.endsWith("\n")) read.pop();
    return read;
  };

  // An empty cell changes nothing.
  const fill = (field, text) => {
    if (field.type !== "checkbox") field.value = text;
    else field.checked = /^(ja|j|x|1|waar|voorlopig|v)$/i.test(text);
  };

  grid.addEventListener("paste", (event) => {
    const column = columnOf(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    const lines = rowsOf(text);
    if (column < 0 || (lines.length < 2 && lines[0].length < 2)) return;
    event.preventDefault();
    const first = rows.indexOf(event.target.closest("tr"));
    let filled = 0;
    let outside = 0;
    lines.forEach((line, down) => {
      line.forEach((cell, right) => {
        if (!cell) return;
        const field = fieldIn(rows[first + down], column + right);
        if (field) {
          fill(field, cell);
          filled += 1;
        } else outside += 1;
      });
    });
    const told = [status.dataset.text.replace("#", filled)];
    if (outside) told.push(status.dataset.outside.replace("#", outside));
    status.textContent = told.join(" ");
  });

  grid.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const column = columnOf(event.target);
    if (!step || column < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const field = fieldIn(rows[rows.indexOf(event.target.closest("tr")) + step], column);
    if (!field) return;
    event.preventDefault();
    field.focus();
    if (field.type === "text") field.select();
  });
})();
