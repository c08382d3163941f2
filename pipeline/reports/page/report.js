"use strict";
// The clause table: rows come from the JSON block and are set as text only, a hundred at a time.
(function () {
  const STEP = 100;
  const data = JSON.parse(document.getElementById("data").textContent);
  const body = document.querySelector("#clauses tbody");
  const search = document.getElementById("search");
  const picks = { document: document.getElementById("document"), outcome: document.getElementById("outcome"), test: document.getElementById("test") };
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const column = Object.fromEntries(data.columns.map((name, index) => [name, index]));
  const haystacks = data.rows.map((row) => row.join(" ").toLowerCase());
  let hits = [];
  let shown = 0;

  function make(tag, text, name) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  function describe(test) {
    return data.names[test] ? test + " – " + data.names[test] : test;
  }

  function draw(row) {
    const line = make("tr");
    line.tabIndex = 0;
    line.append(make("td", data.documents[row[column.document]]), make("td", row[column.number]), make("td", row[column.title], "title"));
    const outcome = make("td");
    outcome.append(make("span", data.outcomes[row[column.outcome]], "badge " + data.outcomes[row[column.outcome]]));
    const confidence = make("td", undefined, "right");
    const bar = make("span", undefined, "bar");
    const fill = make("i");
    fill.style.width = row[column.confidence] * 100 + "%";
    bar.append(fill);
    confidence.append(bar, make("span", (row[column.confidence] * 100).toFixed(1) + " %", "figure"));
    line.append(outcome, make("td", row[column.tests].map(describe).join("\n") || "none"), confidence, make("td", row[column.reason]));
    const toggle = () => {
      const next = line.nextElementSibling;
      if (next && next.classList.contains("details")) next.remove();
      else line.after(detail(row));
    };
    line.addEventListener("click", toggle);
    line.addEventListener("keydown", (event) => { if (event.key === "Enter") toggle(); });
    return line;
  }

  function detail(row) {
    const line = make("tr", undefined, "details");
    const cell = make("td");
    cell.colSpan = 7;
    const list = make("dl");
    for (const [name, title] of data.details) {
      const value = row[column[name]];
      if (value !== "" && value !== null) list.append(make("dt", title), make("dd", value));
    }
    cell.append(list);
    line.append(cell);
    return line;
  }

  function extend() {
    const part = document.createDocumentFragment();
    for (const index of hits.slice(shown, shown + STEP)) part.append(draw(data.rows[index]));
    body.append(part);
    shown = Math.min(shown + STEP, hits.length);
    count.textContent = hits.length + " of " + data.rows.length + " clauses" + (shown < hits.length ? ", the first " + shown + " shown" : "");
    more.hidden = shown >= hits.length;
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = { document: picks.document.value, outcome: picks.outcome.value, test: picks.test.value };
    hits = [];
    data.rows.forEach((row, index) => {
      const tests = row[column.tests];
      if (wanted.document !== "" && row[column.document] !== Number(wanted.document)) return;
      if (wanted.outcome !== "" && row[column.outcome] !== Number(wanted.outcome)) return;
      if (wanted.test !== "" && !(wanted.test === "-" ? tests.length === 0 : tests.includes(wanted.test))) return;
      if (words.every((word) => haystacks[index].includes(word))) hits.push(index);
    });
    body.replaceChildren();
    shown = 0;
    extend();
  }

  function option(select, value, text) {
    const item = make("option", text);
    item.value = value;
    select.append(item);
  }

  data.documents.forEach((name, index) => option(picks.document, String(index), name));
  data.outcomes.forEach((name, index) => option(picks.outcome, String(index), name));
  Object.keys(data.names).forEach((test) => option(picks.test, test, describe(test)));
  option(picks.test, "-", "none");

  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  Object.values(picks).forEach((select) => select.addEventListener("change", filter));
  more.addEventListener("click", extend);
  document.getElementById("clear").addEventListener("click", () => {
    search.value = "";
    Object.values(picks).forEach((select) => { select.value = ""; });
    filter();
  });
  document.querySelectorAll("button[data-test]").forEach((button) => button.addEventListener("click", () => {
    search.value = "";
    picks.document.value = button.dataset.document;
    picks.outcome.value = "";
    picks.test.value = button.dataset.test;
    filter();
    document.getElementById("clause-section").scrollIntoView();
  }));
  filter();
})();
