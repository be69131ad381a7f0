/* The filter of the overview. The rows stand in the page; without this script they all are shown. */
(() => {
  "use strict";
  const form = document.getElementById("filter");
  if (!form) return;
  const found = document.getElementById("found");
  const lists = [...form.querySelectorAll("select")];
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ø/g, "o").replace(/æ/g, "ae").replace(/đ/g, "d");
  const names = new Map(
    lists.flatMap((list) => [...list.options].map((one) => [`${list.name} ${one.value}`, one.value && one.text])),
  );
  const text = (row) =>
    [
      ...[...row.cells].map((cell) => cell.textContent),
      ...lists.flatMap((list) => (row.dataset[list.name] || "").split(" ").map((id) => names.get(`${list.name} ${id}`))),
    ].join(" ");
  const rows = [...document.querySelectorAll("tr[data-id]")].map((row) => ({ row, id: row.dataset.id, text: null }));
  const bodies = [...new Set(rows.map(({ row }) => row.parentNode))];
  const total = new Set(rows.map(({ id }) => id)).size;

  const show = () => {
    const words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    const wanted = lists.filter((list) => list.value).map((list) => [list.name, list.value]);
    const left = new Set();
    const open = new Set();
    for (const one of rows) {
      let fits = wanted.every(([name, value]) => ` ${one.row.dataset[name] || ""} `.includes(` ${value} `));
      if (fits && words.length) {
        one.text ??= fold(text(one.row)); /* what a row is found by in the lists is found by its name too */
        fits = words.every((word) => one.text.includes(word));
      }
      if (one.row.hidden === fits) one.row.hidden = !fits;
      if (fits) {
        left.add(one.id);
        open.add(one.row.parentNode);
      }
    }
    for (const body of bodies) body.hidden = !open.has(body);
    const told = form.dataset.told.replace("{count}", left.size).replace("{total}", total);
    if (found.textContent !== told) found.textContent = told;
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(show, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("pageshow", show); /* fields keep their words when somebody comes back */
  form.hidden = false;
  show();
})();
