"use strict";
// Pages on the left, clauses on the right; a click on either finds the other. Decisions go the way of the review page.
const byId = (id) => document.getElementById(id);
const room = byId("room").dataset, first = Number(room.first);
const colours = Object.fromEntries([...document.querySelectorAll("#colours span")].map((each) => [each.dataset.test, each.dataset.colour]));
const NONE = "#8a94a0";
let clauses = [], shown = [], current = -1, wanted = 0, busy = false;

const colour = (clause) => (clause.tests.length ? colours[clause.tests[0]] || NONE : NONE);
const percent = (share) => `${100 * share}%`;
const rowOf = (at) => byId("list").querySelector(`[data-at="${at}"]`);
const said = (clause) => (clause.state[0] === "done" ? `✓ ${clause.state[1]}` : clause.state[0] === "hold" ? `… ${clause.state[1]}`
  : `${clause.tests.join("; ") || "none"} ${Math.round(100 * clause.confidence)} %${clause.outcome === "review" ? " review" : ""}`);

function say(text, bad) {
  byId("said").textContent = text;
  byId("said").classList.toggle("fault", Boolean(bad));
}

function layPages(found) {
  const all = document.createDocumentFragment();
  found.pages.forEach(([width, height], index) => {
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    sheet.id = `page${index + 1}`;
    sheet.style.aspectRatio = `${width} / ${height}`;
    const image = document.createElement("img");
    image.loading = "lazy";
    image.alt = `Page ${index + 1}`;
    image.src = `${room.index}/pages/${index + 1}.png?width=${Math.min(1400, Math.round(900 * Math.min(2, devicePixelRatio || 1)))}`;
    sheet.append(image);
    all.append(sheet);
  });
  byId("sheets").replaceChildren(all);
  clauses.forEach((clause, at) => {
    clause.places.forEach(([page, left, top, width, height], place) => {
      const mark = document.createElement("button");
      mark.type = "button";
      mark.className = "mark";
      mark.tabIndex = -1; // the list is the way by keyboard; a page has hundreds of marks
      mark.dataset.at = at;
      mark.title = `${clause.number} ${clause.title}: ${said(clause)}`;
      mark.setAttribute("aria-label", mark.title);
      Object.assign(mark.style, { left: percent(left), top: percent(top), width: percent(width), height: percent(height) });
      mark.style.setProperty("--c", colour(clause));
      if (place && !clause.tests.length) mark.style.opacity = ".07";
      const sheet = byId(`page${page}`);
      if (sheet) sheet.append(mark);
    });
  });
}

function layTexts(found) {
  const all = document.createDocumentFragment();
  found.clauses.forEach((clause, at) => {
    const part = document.createElement("article"), text = found.texts[at];
    part.className = "reading";
    part.dataset.at = at;
    const head = document.createElement("h3");
    head.textContent = `${clause.number} ${clause.title}`;
    part.append(head);
    for (const line of [...text.text.split("\n"), ...text.notes]) {
      if (!line.trim()) continue;
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      part.append(paragraph);
    }
    for (const table of text.tables) {
      const grid = document.createElement("table");
      for (const row of table.rows) {
        const line = grid.insertRow();
        for (const cell of row) line.insertCell().textContent = cell;
      }
      part.append(grid);
    }
    all.append(part);
  });
  byId("sheets").replaceChildren(all);
}

function fill(row, clause) {
  row.firstChild.textContent = `${clause.number} ${clause.title} `;
  row.lastChild.textContent = said(clause);
}

function list() {
  const words = byId("words").value.toLowerCase(), only = byId("only").value;
  shown = clauses.map((_, at) => at).filter((at) => {
    const clause = clauses[at];
    if (only === "?" ? clause.outcome !== "review" || ["done", "hold"].includes(clause.state[0]) : only && !clause.tests.includes(only)) return false;
    return !words || `${clause.number} ${clause.title}`.toLowerCase().includes(words);
  });
  const all = document.createDocumentFragment();
  for (const at of shown) {
    const clause = clauses[at], row = document.createElement("div");
    row.className = `row ${clause.outcome}`;
    row.role = "option";
    row.id = `row${at}`;
    row.dataset.at = at;
    row.setAttribute("aria-selected", at === current);
    row.style.setProperty("--level", clause.level - 1);
    row.style.setProperty("--c", colour(clause));
    const tag = document.createElement("span");
    tag.className = "tag";
    row.append(document.createElement("span"), tag);
    fill(row, clause);
    all.append(row);
  }
  byId("list").replaceChildren(all);
  byId("count").textContent = shown.length ? `${shown.length} of ${clauses.length}` : "nothing fits";
}

async function open(at, from) {
  if (at === undefined || at < 0) return;
  current = at;
  for (const old of document.querySelectorAll("#sheets .limit")) old.remove();
  for (const old of document.querySelectorAll("#list [aria-selected=true]")) old.setAttribute("aria-selected", "false");
  for (const old of document.querySelectorAll("#sheets .current")) old.classList.remove("current");
  const row = rowOf(at);
  if (row) {
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    byId("list").setAttribute("aria-activedescendant", row.id);
  }
  const marks = byId("sheets").querySelectorAll(`[data-at="${at}"]`);
  for (const mark of marks) mark.classList.add("current");
  if (from !== "page" && marks.length) marks[0].scrollIntoView({ block: "center" });
  const ticket = ++wanted;
  try {
    const answer = await fetch(`${room.review}clauses/${first + at}`);
    const text = await answer.text();
    if (ticket === wanted && answer.ok) {
      byId("detail").innerHTML = text; // written by our own server, everything in it escaped
      offerLimits();
    }
    alive(true);
  } catch { alive(false); }
}

function offerLimits() { // each limit leads to the words it was read from
  for (const row of byId("detail").querySelectorAll("[data-limit]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = row.cells[0].textContent;
    row.cells[0].replaceChildren(button);
  }
}

async function showLimit(row) {
  const at = current, found = await fetch(`${room.index}/limits/${at}`).then((answer) => answer.json()).catch(() => null);
  if (found === null) { alive(false); return; }
  if (at !== current) return;
  for (const old of document.querySelectorAll(".limit, tr[aria-current]")) old.matches("tr") ? old.removeAttribute("aria-current") : old.remove();
  row.setAttribute("aria-current", "true");
  const places = (found.places || [])[row.dataset.limit] || [];
  for (const [page, left, top, width, height] of places) {
    const mark = document.createElement("span"), sheet = byId(`page${page}`);
    mark.className = "limit";
    Object.assign(mark.style, { left: percent(left), top: percent(top), width: percent(width), height: percent(height) });
    if (sheet) sheet.append(mark);
  }
  const first = document.querySelector(".limit, #sheets .current");
  if (first) first.scrollIntoView({ block: "center" });
  say(places.length ? "the words it was read from are framed on the page" : "where exactly it stands is not sure; its clause is marked");
}

function alive(yes) {
  const old = document.querySelector(".banner");
  if (yes && old) old.remove();
  if (yes || old) return;
  const banner = document.createElement("p");
  banner.className = "banner";
  banner.role = "alert";
  banner.textContent = "The desk does not answer: start it again (emcmatch desk). What was answered so far is kept.";
  byId("main").prepend(banner);
}

async function post(path, content) {
  if (busy) return null;
  busy = true;
  try {
    const answer = await fetch(room.review + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    alive(true);
    return found;
  } catch (error) {
    if (error instanceof TypeError) alive(false);
    say(`Not stored: ${error.message}`, true);
    return null;
  } finally { busy = false; }
}

async function decide(test, verdict) {
  if (current < 0) return;
  const comment = byId("detail").querySelector("#comment");
  const found = await post("decide", { index: first + current, test, verdict, comment: comment ? comment.value : "" });
  if (found) take(found);
}

function take(found) {
  const at = found.index - first;
  if (at < 0 || at >= clauses.length) return;
  clauses[at].state = found.state || ["", "", "", ""];
  if (rowOf(at)) fill(rowOf(at), clauses[at]);
  say(`${clauses[at].number}: ${clauses[at].state[1] || "taken back"}`);
  open(at);
}

function move(step) {
  const at = shown.indexOf(current);
  open(shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step))]);
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const chosen = byId("detail").querySelectorAll(".candidates [data-test]");
  if (event.key === "j" || event.key === "ArrowDown" && event.target.id === "list") move(1);
  else if (event.key === "k" || event.key === "ArrowUp" && event.target.id === "list") move(-1);
  else if (/^[1-9]$/.test(event.key) && chosen[event.key - 1]) decide(chosen[event.key - 1].dataset.test, "");
  else if (event.key === "n") decide("none", "");
  else if (event.key === "a") decide("", "APPROVE");
  else if (event.key === "h") decide("", "HOLD");
  else if (event.key === "x") decide("", "REJECT");
  else if (event.key === "w") decide("", "WITHDRAW");
  else if (event.key === "u") post("undo", {}).then((found) => (found && found.index !== null ? take(found) : found && say("Nothing left to undo.")));
  else if (event.key === "/") byId("words").focus();
  else return;
  event.preventDefault();
});
byId("list").addEventListener("click", (event) => { const row = event.target.closest("[data-at]"); if (row) open(Number(row.dataset.at)); });
byId("sheets").addEventListener("click", (event) => { const mark = event.target.closest("[data-at]"); if (mark) open(Number(mark.dataset.at), "page"); });
byId("detail").addEventListener("click", (event) => {
  const button = event.target.closest("[data-test], [data-verdict]"), limit = event.target.closest("[data-limit]");
  if (limit) showLimit(limit);
  if (button) decide(button.dataset.test || "", button.dataset.verdict || "");
});
byId("detail").addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.id === "tests") decide(event.target.value, ""); });
for (const each of ["words", "only"]) byId(each).addEventListener("input", list);

async function wait() {
  const found = await (await fetch(`${room.index}/places`)).json();
  if (found.pending) { setTimeout(wait, 1000); return; }
  say(found.pages.length ? "pages by LibreOffice; they may break elsewhere in Word" : "");
  if (!found.pages.length) return;
  found.clauses.forEach((clause, at) => { clauses[at].places = clause.places; });
  layPages(found);
  if (current >= 0) open(current);
}

async function agree() { // another tab, or the review page, may have stored answers meanwhile
  try {
    const found = await (await fetch(`${room.index}/places`)).json();
    let changed = false;
    found.clauses.forEach((clause, at) => {
      if (!clauses[at] || String(clauses[at].state) === String(clause.state)) return;
      Object.assign(clauses[at], { state: clause.state });
      if (rowOf(at)) fill(rowOf(at), clauses[at]);
      changed = changed || at === current;
    });
    if (changed && !byId("detail").contains(document.activeElement)) open(current, "page"); // never over what is being typed
    alive(true);
  } catch { alive(false); }
}
window.addEventListener("focus", agree);
document.addEventListener("visibilitychange", () => document.hidden || agree());

async function begin() {
  const given = new URLSearchParams(location.search);
  const found = await (await fetch(`${room.index}/places`)).json();
  clauses = found.clauses;
  if (given.get("test")) byId("only").value = given.get("test");
  if (found.pages.length) layPages(found);
  else layTexts(found);
  list();
  if (found.pending) { say("LibreOffice makes the pages; this is the text meanwhile"); setTimeout(wait, 1000); }
  if (found.converted) say("pages by LibreOffice; they may break elsewhere in Word");
  const at = given.get("number") ? clauses.findIndex((clause) => clause.number === given.get("number")) : shown[0];
  if (at < 0) say(`there is no clause ${given.get("number")}`, true);
  await open(at < 0 ? shown[0] : at);
  document.body.dataset.ready = String(Math.round(performance.now()));
}
begin().catch(() => { byId("loading") && (byId("loading").textContent = "The document could not be loaded."); });
