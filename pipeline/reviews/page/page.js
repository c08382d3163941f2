"use strict";
// Rows of the list: document, number, title, level, outcome, tests, confidence, rank, state [kind, words, comment, who].
const DOCUMENT = 0, NUMBER = 1, TITLE = 2, OUTCOME = 4, TESTS = 5, CONFIDENCE = 6, RANK = 7, STATE = 8;
const byId = (id) => document.getElementById(id);
const filters = ["document", "outcome", "test", "words", "order"].map(byId);
let rows = [], shown = [], current = null, busy = false, wanted = 0;
let saving = Promise.resolve(), pause = 0; // of a comment that was typed
let hits = new Set(), looking = 0, away = false; // clauses whose text holds the words; whether the server is gone

function say(text, bad) {
  byId("said").textContent = text;
  byId("said").className = bad ? "bad" : "";
}

function fits(row, index) {
  const [name, outcome, test, words] = filters.map((one) => one.value);
  const kind = row[STATE][0];
  const open = row[OUTCOME] === "review" && kind !== "done" && kind !== "hold" || kind === "changed" || kind === "disputed";
  if (name && row[DOCUMENT] !== name) return false;
  if (outcome === "open" ? !open : ["done", "hold", "changed", "disputed"].includes(outcome) ? kind !== outcome
      : outcome && row[OUTCOME] !== outcome) return false;
  if (test === "-" ? row[TESTS].length : test && !row[TESTS].includes(test)) return false;
  return !words || hits.has(index) || `${row[NUMBER]} ${row[TITLE]}`.toLowerCase().includes(words.toLowerCase());
}

function fill(button, row) {
  const [kind, words] = row[STATE];
  const head = button.firstChild, small = button.lastChild;
  head.textContent = `${row[NUMBER]} ${row[TITLE]}`;
  small.textContent = (kind === "done" ? `✓ ${words}` : kind === "hold" ? `… ${words}` : kind === "changed" ? "changed"
    : kind === "disputed" ? words
    : `${row[TESTS].join("; ") || "none"} ${Math.round(100 * row[CONFIDENCE])} %`) + ` · ${row[DOCUMENT]}`;
  button.className = kind;
}

function list() {
  shown = rows.map((_, index) => index).filter((index) => fits(rows[index], index));
  if (byId("order").value === "worth") shown.sort((one, two) => rows[one][RANK] - rows[two][RANK]);
  const all = document.createDocumentFragment();
  for (const index of shown) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.index = index;
    for (const look of ["line", "line small"]) {
      const line = document.createElement("span");
      line.className = look;
      button.append(line);
    }
    fill(button, rows[index]);
    all.append(button);
  }
  byId("list").replaceChildren(all);
  progress();
}

function progress() {
  const name = byId("document").value;
  const due = rows.filter((row) => (!name || row[DOCUMENT] === name) && (row[OUTCOME] === "review" || row[STATE][0]));
  const done = due.filter((row) => row[STATE][0] === "done" || row[STATE][0] === "hold").length;
  byId("progress").textContent = `${done} of ${due.length} answered, ${shown.length} listed`;
  byId("bar").max = Math.max(1, due.length);
  byId("bar").value = done;
}

const find = (index) => byId("list").querySelector(`button[data-index="${index}"]`);

// Ask the server; where it does not answer say so above the page, and go on asking until it does.
async function ask(path, how) {
  try {
    const answer = await fetch(path, how);
    lose(false);
    return answer;
  } catch (error) {
    lose(true);
    throw new Error("the server does not answer");
  }
}

function lose(gone) {
  byId("gone").hidden = !gone;
  if (gone && !away) setTimeout(knock, 2000);
  away = gone;
}

async function knock() {
  away = false;
  try { await ask("find?words="); } catch { return; }
  say("The server is back.");
  keep();
}

async function look() {
  const words = byId("words").value.trim(), ticket = ++looking;
  let found = [];
  if (words) {
    try { found = await (await ask(`find?words=${encodeURIComponent(words)}`)).json(); } catch { /* said above */ }
  }
  if (ticket !== looking) return; // something else was typed meanwhile
  hits = new Set(found);
  list();
  open(shown[0]);
}

async function open(index) {
  if (index !== current) keep();
  const before = current;
  current = index;
  const ticket = ++wanted;
  for (const old of byId("list").querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  if (index === undefined || index === null) {
    byId("clause").textContent = "Nothing is left in this list.";
    return;
  }
  const button = find(index);
  if (button) {
    button.setAttribute("aria-current", "true");
    button.scrollIntoView({ block: "nearest" });
  }
  let text = "";
  try {
    text = await (await ask(`clauses/${index}`)).text();
  } catch {
    if (ticket === wanted) current = before; // it is what is still shown, with what was typed there
    return;
  }
  if (ticket !== wanted) return; // another one was asked for meanwhile
  byId("clause").innerHTML = text; // written by our own server, everything in it escaped
  byId("clause").querySelector("article").scrollTop = 0;
  const own = byId("clause").querySelector(".own");
  own.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const at = shown.indexOf(current);
  const next = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step));
  open(shown[next]);
}

async function post(path, content) {
  if (busy) return null; // one answer at a time, so that none goes to the wrong clause
  busy = true;
  try {
    const answer = await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    return found;
  } catch (error) {
    say(`Not stored: ${error.message || "the server does not answer"}`, true);
    return null;
  } finally {
    busy = false;
  }
}

// Keep the comment of the clause that is shown, where it was changed; what could not be stored is tried with the next key.
function keep() {
  clearTimeout(pause);
  const field = byId("comment"), index = current;
  if (!field || index === null || index === undefined || field.value === field.defaultValue) return;
  const comment = field.value, before = saving;
  saving = (async () => {
    await before;
    if (field.defaultValue === comment) return;
    while (busy) await new Promise((done) => setTimeout(done, 20));
    const found = await post("decide", { index, test: "", verdict: "", comment });
    if (!found) return;
    field.defaultValue = comment;
    rows[index][STATE] = found.state;
    if (find(index)) fill(find(index), rows[index]);
    say(`${rows[index][NUMBER]}: comment stored`);
    progress();
  })();
}

async function decide(test, verdict) {
  const index = current, field = byId("comment");
  if (index === null || index === undefined || !field) return;
  const comment = field.value, stored = field.defaultValue;
  clearTimeout(pause);
  field.defaultValue = comment; // goes with the answer
  await saving;
  const found = await post("decide", { index, test, verdict, comment });
  if (!found) field.defaultValue = stored;
  if (!found) return;
  rows[index][STATE] = found.state;
  if (find(index)) fill(find(index), rows[index]);
  say(verdict === "WITHDRAW" ? `${rows[index][NUMBER]}: taken back` : `${rows[index][NUMBER]}: ${found.state[1]}, stored`);
  progress();
  if (verdict === "WITHDRAW") { open(index); return; }
  const at = shown.indexOf(index);
  const left = shown.some((one) => rows[one][OUTCOME] === "review" && !["done", "hold"].includes(rows[one][STATE][0]));
  if (at + 1 >= shown.length) say(`${byId("said").textContent}; ${left ? "that was the last of the list, some above are open" : "nothing is left in this list"}`);
  open(at >= 0 && at + 1 < shown.length ? shown[at + 1] : index);
}

async function undo() {
  const found = await post("undo", {});
  if (!found) return;
  if (found.index === null) { say("There is nothing to undo."); return; }
  rows[found.index][STATE] = found.state;
  if (find(found.index)) fill(find(found.index), rows[found.index]);
  say(`${rows[found.index][NUMBER]}: taken back`);
  progress();
  open(found.index);
}

const keys = {
  n: () => decide("none", ""), h: () => decide("", "HOLD"), a: () => decide("", "APPROVE"), x: () => decide("", "REJECT"),
  w: () => decide("", "WITHDRAW"), u: undo, j: () => move(1), k: () => move(-1),
  c: () => byId("comment")?.focus(), t: () => byId("tests")?.focus(), "/": () => byId("words").focus(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && field.id === "tests" && field.value.trim()) decide(field.value, "");
    if (event.key === "Enter" && field.id !== "tests") field.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
  if (/^[1-9]$/.test(event.key)) {
    const button = byId("clause").querySelectorAll(".candidates button[data-test]")[Number(event.key) - 1];
    if (button && button.dataset.test !== "none") decide(button.dataset.test, "");
  } else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});
byId("list").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) open(Number(button.dataset.index));
});
byId("clause").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) decide(button.dataset.test || "", button.dataset.verdict || "");
});
byId("clause").addEventListener("input", (event) => {
  clearTimeout(pause);
  if (event.target.id === "comment") pause = setTimeout(keep, 500);
});
byId("clause").addEventListener("change", (event) => {
  if (event.target.id === "comment") keep();
});
for (const one of filters) one.addEventListener(one.id === "words" ? "input" : "change", () => {
  if (one.id === "words") { look(); return; }
  list();
  open(shown[0]);
  one.blur();
});
window.addEventListener("beforeunload", (event) => {
  const field = byId("comment");
  if (field && field.value !== field.defaultValue) event.preventDefault(); // the browser asks first
});

async function begin() {
  rows = await (await fetch("clauses")).json();
  list();
  if (!shown.length) {
    byId("outcome").value = "";
    list();
  }
  await open(shown[0]);
  document.body.dataset.ready = String(Math.round(performance.now()));
}
begin().catch(() => say("The clauses could not be loaded.", true));
