// What a page can do beyond being read: tables sort and filter, folded parts open and close at once. Without it all is
// still there. Words come from the page's #words, so they are in its language; user data is only ever textContent.
"use strict";
(() => {
  const words = document.getElementById("words");
  const word = (name) => words.content.querySelector(`[data-word="${name}"]`).textContent;
  const made = (name, properties = {}, ...children) => {
    const one = Object.assign(document.createElement(name), properties);
    one.append(...children);
    return one;
  };
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  const key = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.sort ?? cell.textContent.trim();
  };
  const sort = (table, head, index) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [key(row, index), row]);
    rows.sort(([a], [b]) => (a === "" ? (b === "" ? 0 : 1) : b === "" ? -1 : (down ? -1 : 1) * order.compare(a, b)));
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (head.dataset.plain !== undefined) return;
      const button = made("button", { type: "button", title: word("sort") }, ...head.childNodes);
      button.addEventListener("click", () => sort(table, head, index));
      head.append(button);
    });
  }

  let numbered = 0;
  for (const table of document.querySelectorAll("table[data-filter]")) {
    const id = `filter-${++numbered}`;
    const input = made("input", { type: "search", id, autocomplete: "off", spellcheck: false });
    const said = made("span", { className: "quiet" });
    said.setAttribute("role", "status");
    const rows = [...table.tBodies[0].rows].map((row) => [row.textContent.toLocaleLowerCase(), row]);
    const look = () => {
      const wanted = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [text, row] of rows) {
        row.hidden = !wanted.every((one) => text.includes(one));
        if (!row.hidden) shown += 1;
      }
      if (!wanted.length) said.textContent = "";
      else if (!shown) said.textContent = word("none");
      else said.textContent = word("rows").replace("{shown}", shown).replace("{total}", rows.length);
    };
    input.addEventListener("input", look);
    const label = made("label", { htmlFor: id }, table.dataset.filter || word("filter"));
    (table.closest(".table") ?? table).before(made("div", { className: "filter" }, label, input, said));
  }

  const folds = (root) => [...root.querySelectorAll("details")];
  for (const root of document.querySelectorAll("[data-folds]")) {
    if (folds(root).length < 2) continue;
    const button = (name, open) => {
      const one = made("button", { type: "button", className: "plain-button" }, word(name));
      one.addEventListener("click", () => folds(root).forEach((fold) => { fold.open = open; }));
      return one;
    };
    root.prepend(made("div", { className: "tools" }, button("open", true), button("close", false)));
  }

  // A link to something folded away opens what it is in.
  const unfold = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { name = ""; }
    const one = name ? document.getElementById(name) : null;
    for (let at = one; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (one) one.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Paper has no folds.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((fold) => { fold.open = false; }));
})();
