// Search: a box on every page, and the page of all matches. What is searched comes as a script of its own, when
// somebody first asks, since pages opened from a folder cannot fetch. All that is shown is textContent.
"use strict";
(() => {
  const place = document.querySelector(".find");
  if (!place) return;
  const root = place.dataset.root;
  const SHOWN = 8;
  let rows = null;
  let waiting = [];

  // Called by the file of data with [address, title, team, description, tags, page].
  window.mapconfigCatalogue = (given) => {
    rows = given.map((row) => ({
      address: row[0], title: row[1], team: row[2], description: row[3],
      page: row[5] || `a/${row[0]}.html`,
      key: row[0].toLocaleLowerCase(), head: row[1].toLocaleLowerCase(),
      all: row.slice(0, 5).join("\n").toLocaleLowerCase(),
    }));
    document.documentElement.dataset.search = "ready";
    waiting.forEach((one) => one());
    waiting = [];
  };
  const load = (then) => {
    if (rows) { then(); return; }
    waiting.push(then);
    if (waiting.length > 1) return;
    const script = document.createElement("script");
    script.src = `${root}data/search.js`;
    document.head.append(script);
  };

  const weight = (row, words) => {
    let sum = 0;
    for (const word of words) {
      const key = row.key.slice(row.key.indexOf("/") + 1);
      if (row.key === word || key === word || row.head === word) sum += 100;
      else if (row.head.startsWith(word) || key.startsWith(word)) sum += 40;
      else if (row.head.includes(word)) sum += 20;
      else if (row.key.includes(word)) sum += 15;
      else if (row.all.includes(word)) sum += 1;
      else return 0;
    }
    return sum - row.head.length / 1000;
  };
  const find = (text) => {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const row of rows) {
      const sum = weight(row, words);
      if (sum > 0) found.push([sum, row]);
    }
    return found.sort((a, b) => b[0] - a[0] || (a[1].key < b[1].key ? -1 : 1)).map(([, row]) => row);
  };
  const made = (name, properties = {}, ...children) => {
    const one = Object.assign(document.createElement(name), properties);
    one.append(...children);
    return one;
  };
  const counted = (n, shown) =>
    n ? (shown < n ? place.dataset.many.replace("{n}", n).replace("{shown}", shown) : place.dataset.few.replace("{n}", n))
      : place.dataset.none;
  const whole = (text) => `${root}search.html#q=${encodeURIComponent(text)}`;

  // The box in the bar: a combobox whose list is worked by the arrow keys.
  const input = made("input", { type: "search", id: "find", autocomplete: "off", spellcheck: false });
  const list = made("ul", { id: "found", hidden: true });
  const said = made("span", { className: "unseen" });
  input.placeholder = place.dataset.label;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-label", place.dataset.label);
  input.setAttribute("aria-controls", "found");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.dataset.label);
  said.setAttribute("role", "status");
  place.replaceChildren(input, list, said);
  let at = -1;

  const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const mark = (next) => {
    const options = [...list.children];
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === next)));
    at = next;
    if (next < 0) input.removeAttribute("aria-activedescendant");
    else { input.setAttribute("aria-activedescendant", options[next].id); options[next].scrollIntoView({ block: "nearest" }); }
  };
  const option = (target, index, ...children) => {
    const one = made("li", { id: `found-${index}` }, ...children);
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    one.dataset.to = target;
    one.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = target; });
    return one;
  };
  const show = () => load(() => {
    const text = input.value.trim();
    if (!text) { close(); said.textContent = ""; return; }
    const found = find(text);
    const shown = found.slice(0, SHOWN);
    const options = shown.map((row, index) =>
      option(root + row.page, index, made("span", { className: "name" }, row.title), made("code", {}, row.address)));
    if (found.length > shown.length) options.push(option(whole(text), shown.length, place.dataset.all));
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = counted(found.length, shown.length);
    mark(-1);
  });
  input.addEventListener("focus", () => load(() => {}));
  input.addEventListener("input", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" && count) { event.preventDefault(); mark((at + 1) % count); }
    else if (event.key === "ArrowUp" && count) { event.preventDefault(); mark((at <= 0 ? count : at) - 1); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      location.href = at >= 0 ? list.children[at].dataset.to : whole(input.value.trim());
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); input.select(); }
  });

  // The page of all matches.
  const results = document.getElementById("results");
  if (!results) return;
  const MOST = 500;
  const fill = () => {
    let text = "";
    try { text = decodeURIComponent((/^#q=(.*)$/.exec(location.hash) || ["", ""])[1]); } catch { text = ""; }
    input.value = text;
    if (!text) { input.focus(); return; }
    load(() => {
      const found = find(text);
      const shown = found.slice(0, MOST);
      const items = shown.map((row) => made("li", {},
        made("p", {}, made("a", { href: root + row.page }, row.title), " ", made("code", { className: "address" }, row.address)),
        ...(row.description ? [made("p", { className: "quiet" }, row.description)] : [])));
      results.replaceChildren(made("p", {}, counted(found.length, shown.length)), made("ul", { className: "plain rows" }, ...items));
    });
  };
  addEventListener("hashchange", fill);
  fill();
})();
