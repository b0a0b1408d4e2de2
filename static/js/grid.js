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

  const fill = (field, text) => {
    if (field.type === "checkbox") field.checked = /^(ja|x)$/i.test(text);
    else field.value = text;
  };

  grid.addEventListener("paste", (event) => {
    const column = columnOf(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    const lines = text.replace(/\n$/, "").split("\n");
    if (column < 0 || (lines.length < 2 && !text.includes("\t"))) return;
    event.preventDefault();
    const first = rows.indexOf(event.target.closest("tr"));
    let filled = 0;
    lines.forEach((line, down) => {
      line.split("\t").forEach((cell, right) => {
        const field = fieldIn(rows[first + down], column + right);
        if (!field) return;
        fill(field, cell.trim());
        filled += 1;
      });
    });
    status.textContent = status.dataset.text.replace("#", filled);
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
