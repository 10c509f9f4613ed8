"use strict";
// The page works without this script; with it, a click goes to a figure, and from a figure to its
// checks. Every text is set as text, never as HTML.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.w, text = data.s, numbers = data.n, facts = data.f, checks = data.c;
  const about = document.getElementById("about"), sheet = document.getElementById("document");
  const cards = Array.from(document.querySelectorAll(".card"));
  const leaves = document.getElementById("leaves");
  const views = Array.from(document.querySelectorAll(".views button"));
  const signs = ["✓", "✗", "≈", "–"], most = 40;
  let current = -1, byNumber = null;
  document.documentElement.classList.add("js");

  function put(parent, tag, content, look) {
    const made = document.createElement(tag);
    if (content) made.textContent = content;
    if (look) made.className = look;
    parent.appendChild(made);
    return made;
  }

  function checksOf(index) {
    if (!byNumber) {
      byNumber = new Map();
      const add = (number, check) => {
        if (number < 0) return;
        if (!byNumber.has(number)) byNumber.set(number, new Set());
        byNumber.get(number).add(check);
      };
      checks.forEach((check, c) => {
        for (let i = 1; i < check[4].length; i += 2) add(facts[check[4][i]][0], c);
        for (let i = 1; i < check[5].length; i += 4) add(check[5][i], c);
      });
    }
    return Array.from(byNumber.get(index) || []).sort((a, b) => rank(a) - rank(b) || a - b);
  }
  function rank(c) { return [2, 0, 1, 3][checks[c][1]]; }

  function clear(name) {
    document.querySelectorAll("." + name).forEach((seen) => seen.classList.remove(name));
  }

  // Two views of the document: its pages as pictures (only of a file that has pages), and as read.
  function view(name) {
    if (!leaves) return;
    document.documentElement.classList.toggle("leafing", name === "leaf");
    views.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.v === name)));
  }

  function onLeaf(id) {
    const leafing = document.documentElement.classList.contains("leafing");
    return leafing && document.querySelector('.hit[data-n~="' + id + '"]');
  }

  function show(element, gently) {
    if (!element) return;
    if (leaves && sheet.contains(element)) view(leaves.contains(element) ? "leaf" : "text");
    clear("now");
    element.classList.add("now");
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
    }
    element.scrollIntoView({ block: "center", inline: "center", behavior: gently ? "smooth" : "auto" });
  }

  function go(id) {
    const element = onLeaf(id) || document.getElementById(id);
    show(element);
    return element;
  }

  function link(parent, number, line, shown, tip) {
    const made = put(parent, "a", shown || words.blank, "fig");
    const target = number >= 0 ? "n" + number : nearest(line);
    made.href = "#" + target;
    if (tip) made.title = tip;
    return made;
  }

  function nearest(line) {
    for (let n = line; n > 0; n--) if (document.getElementById("L" + n)) return "L" + n;
    return "document";
  }

  function equation(item, check, mine) {
    const terms = check[4], lead = terms[0] > 0 ? 1 : -1;
    const sides = [[], []];
    for (let i = 0; i < terms.length; i += 2) sides[terms[i] * lead > 0 ? 0 : 1].push(i);
    sides.forEach((side, s) => {
      const broken = check[1] === 1, most = broken ? [" ＞ ", " ＜ "] : [" ≤ ", " ≥ "];
      if (s) item.append(check[2] ? most[lead > 0 ? 0 : 1] : broken ? " ≠ " : " = ");
      if (!side.length) item.append("0");
      side.forEach((i, k) => {
        const fact = facts[terms[i + 1]], times = Math.abs(terms[i]);
        if (k) item.append(" + ");
        if (times !== 1) item.append(times + "×");
        if (fact[0] === mine) put(item, "b", text[fact[2]]);
        else link(item, fact[0], fact[1], text[fact[2]], text[fact[4]] || text[fact[3]]);
      });
    });
  }

  function fields(item, check) {
    for (let i = 0; i < check[5].length; i += 4) {
      item.append(" " + text[check[5][i]] + " ");
      link(item, check[5][i + 1], check[5][i + 3], text[check[5][i + 2]]);
    }
  }

  function tell(index, element) {
    const number = numbers[index], own = facts.filter((fact) => fact[0] === index);
    about.replaceChildren();
    const head = put(about, "header");
    put(head, "b", element.textContent);
    put(head, "span", words.status[number[0]]);
    const keys = put(head, "div");
    [["‹", words.previous, -1], ["›", words.next, 1], ["×", words.close, 0]].forEach((key) => {
      const button = put(keys, "button", key[0]);
      button.type = "button";
      button.setAttribute("aria-label", key[1]);
      button.title = key[1];
      button.addEventListener("click", () => (key[2] ? step(index, key[2]) : close()));
    });
    const list = put(about, "dl");
    const say = (name, value) => { if (value) { put(list, "dt", name); put(list, "dd", value); } };
    own.forEach((fact) => { say(words.region, text[fact[3]]); say(words.path, text[fact[4]]); });
    if (!own.some((fact) => text[fact[3]] === text[number[1]])) say(words.why, text[number[1]]);
    const named = number.slice(3).map((s) => text[s]).filter(Boolean).join(" › ");
    say(words.place, (named ? named + " · " : "") + text[number[2]]);
    const ordinals = (element.dataset.k || "").split(" ").filter(Boolean);
    if (ordinals.length) {
      put(list, "dt", words.finding);
      const cell = put(list, "dd");
      ordinals.forEach((k) => {
        const card = document.querySelector("#k" + k + " .go");
        const made = put(cell, "a", card ? card.textContent.replace(/^\d+/, k + " ") : k);
        made.href = "#k" + k;
        put(cell, "br");
      });
    }
    const found = checksOf(index);
    put(about, "p", found.length ? words.checks + " " + found.length : words.none);
    const items = put(about, "ul");
    found.slice(0, most).forEach((c) => {
      const check = checks[c], item = put(items, "li", "", "o" + check[1]);
      put(item, "i", signs[check[1]] + " " + words.outcome[check[1]] + " · " + text[check[0]] + " ");
      if (check[4].length) equation(item, check, index); else fields(item, check);
      if (text[check[3]]) item.append(" " + text[check[3]]);
    });
    if (found.length > most) put(items, "li", words.more.replace("{n}", found.length - most));
    about.hidden = false;
    clear("with");
    found.filter((c) => checks[c][1] !== 3).slice(0, most).forEach((c) => {
      for (let i = 1; i < checks[c][4].length; i += 2) {
        const other = document.getElementById("n" + facts[checks[c][4][i]][0]);
        if (other && other !== element) other.classList.add("with");
      }
    });
  }

  function step(index, by) {
    for (let n = index + by; n >= 0 && n < numbers.length; n += by) {
      const element = document.getElementById("n" + n);
      if (element) { show(element); tell(n, element); return; }
    }
  }

  function close() { about.hidden = true; clear("with"); }

  function choose(k, jump) {
    if (cards[current]) cards[current].classList.remove("on");
    current = k;
    const card = cards[k];
    if (!card) return;
    card.classList.add("on");
    card.scrollIntoView({ block: "nearest" });
    clear("with");
    card.querySelectorAll(".more .fig").forEach((a) => {
      const other = document.getElementById(a.hash.slice(1));
      if (other && other.matches(".f, .c, .l, .u")) other.classList.add("with");
    });
    clear("on-c");
    document.querySelectorAll('.hit[data-c~="' + (k + 1) + '"]').forEach((hit) => hit.classList.add("on-c"));
    const to = card.querySelector(".go[href]");
    if (jump && to) go(to.hash.slice(1));
  }

  function turn(by) {
    const seen = cards.map((card, k) => k).filter((k) => !cards[k].closest("[hidden]"));
    if (!seen.length) return;
    let at = seen.indexOf(current);
    at = at < 0 ? (by > 0 ? 0 : seen.length - 1) : (at + by + seen.length) % seen.length;
    close();
    choose(seen[at], true);
    const to = cards[seen[at]].querySelector(".go");
    if (to) to.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const to = event.target.closest("a[href^='#']");
    if (to && !to.classList.contains("skip")) {
      const id = to.hash.slice(1), card = to.closest(".card");
      const listed = to.closest("#about, .list, .toc");
      const element = (!listed && onLeaf(id)) || document.getElementById(id);
      if (!element) return;
      event.preventDefault();
      const menu = to.closest(".toc");
      if (menu) menu.open = false;
      if (element.classList.contains("card")) { choose(cards.indexOf(element)); return; }
      if (card && cards.indexOf(card) !== current) choose(cards.indexOf(card));
      if (to.classList.contains("go")) {
        close();
        choose(cards.indexOf(card));
      }
      show(element);
      history.replaceState(null, "", "#" + id);
      if (to.closest("#about, .list") && /^n\d+$/.test(id)) tell(+id.slice(1), element);
      return;
    }
    const figure = event.target.closest("#document [id^='n']");
    if (figure && /^n\d+$/.test(figure.id)) {
      show(figure, true);
      tell(+figure.id.slice(1), figure);
    } else if (event.target.closest("#document [data-k]:not(section)")) {
      const k = event.target.closest("[data-k]").dataset.k.split(" ")[0];
      choose(cards.indexOf(document.getElementById("k" + k)));
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n" || event.key === "j") turn(1);
    else if (event.key === "p" || event.key === "k") turn(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowRight" && !about.hidden) near(1);
    else if (event.key === "ArrowLeft" && !about.hidden) near(-1);
    else if (event.key === "Enter" && event.target.closest("a, button, summary") === null) near(0);
  });
  function near(by) {
    const now = sheet.querySelector(".now[id^='n']");
    if (!now) return;
    const index = +now.id.slice(1);
    if (by) step(index, by); else tell(index, now);
  }

  const buttons = Array.from(document.querySelectorAll(".filter button"));
  buttons.forEach((button) => button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    document.querySelectorAll("#findings [data-s='" + button.dataset.s + "']").forEach((part) => {
      if (part !== button) part.hidden = !on;
    });
  }));

  views.forEach((button) => button.addEventListener("click", () => view(button.dataset.v)));
  view("leaf");
  if (leaves) leaves.addEventListener("click", (event) => {
    if (event.target.tagName === "IMG") event.target.closest(".leaf").classList.toggle("near");
  });

  const folded = [];
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.list:not([open])").forEach((part) => {
      part.open = true;
      folded.push(part);
    });
  });
  window.addEventListener("afterprint", () => folded.splice(0).forEach((part) => { part.open = false; }));

  if (/^#k\d+$/.test(location.hash)) choose(+location.hash.slice(2) - 1, true);
  else if (/^#(n|p|L|b|leaf)\d+$/.test(location.hash)) go(location.hash.slice(1));
})();
