// What a click on a figure shows: its exact amount, the figures it is made from, the entries behind.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const about = document.getElementById("about");
  let from = null;
  const make = (name, text, ...inside) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  };
  const figure = (n) => {
    const target = document.getElementById("f" + n);
    const link = make("a", target ? target.textContent + (data.figures[n][1] || "") : "");
    link.href = "#f" + n;
    return make("li", "", make("span", data.figures[n][0]), link);
  };
  const entries = (list) => {
    const head = make("tr", "", ...data.words.columns.map((c) => {
      const cell = make("th", c);
      cell.scope = "col";
      return cell;
    }));
    const rows = list.map((n) => make("tr", "", ...data.entries[n].map((text, i, all) => {
      const cell = make("td", text);
      if (i === all.length - 1) cell.className = "r";
      return cell;
    })));
    return make("table", "", make("thead", "", head), make("tbody", "", ...rows));
  };
  const close = () => {
    about.hidden = true;
    if (from) { from.classList.remove("now"); from.focus(); }
    from = null;
  };
  const show = (link) => {
    const n = +link.id.slice(1);
    const [name, unit, exact, parts, list] = data.figures[n];
    if (from) from.classList.remove("now");
    from = link;
    link.classList.add("now");
    const button = make("button", data.words.close);
    button.type = "button";
    button.onclick = close;
    about.replaceChildren(make("header", "", make("b", link.textContent + unit), button));
    if (name) about.append(make("p", name));
    if (exact) about.append(make("p", data.words.exact + exact));
    if (parts.length) about.append(make("h2", data.words.parts), make("ul", "", ...parts.map(figure)));
    if (list.length) about.append(make("h2", data.words.entries), entries(list));
    about.hidden = false;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#f"]');
    if (!link) return;
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (target) show(target);
    if (link === target) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !about.hidden) close();
  });
  const first = document.getElementById(location.hash.slice(1));
  if (first && first.id[0] === "f" && data.figures[+first.id.slice(1)]) show(first);
})();
