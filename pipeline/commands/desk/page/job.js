"use strict";
// What a run says, as it says it: server-sent events, each one JSON object of the run's own log.
const byId = (id) => document.getElementById(id);
const id = location.pathname.split("/").pop();
const rows = new Map();
let total = 0, done = 0, clauses = 0, left = "";

function row(name) {
  if (!rows.has(name)) {
    const line = document.createElement("tr");
    for (let cell = 0; cell < 5; cell += 1) line.append(document.createElement(cell ? "td" : "th"));
    line.firstChild.scope = "row";
    line.firstChild.textContent = name;
    line.children[2].className = line.children[3].className = "right";
    byId("documents").append(line);
    rows.set(name, line);
  }
  return rows.get(name).children;
}

function note(text) {
  if (!text) return;
  const item = document.createElement("li");
  item.textContent = text;
  byId("notes").append(item);
}

function count() {
  byId("bar").max = Math.max(1, total);
  byId("count").textContent = `${done} of ${total} documents, ${clauses} clauses${left}`;
}

function progress(event) {
  byId("bar").value = Math.max(byId("bar").value, event.share * total);
  left = event.left === undefined ? "" : `, about ${event.left < 90 ? `${Math.ceil(event.left)} s` : `${Math.round(event.left / 60)} min`} left`;
  if (!event.document) { left = ", writing the reports"; return; }
  const cells = row(event.document);
  const pages = event.pages ? `, ${event.pages} pages` : "";
  cells[1].textContent = `${event.stage}${event.done ? ` ${event.done} of ${event.clauses}` : ""}${pages}`;
  if (event.clauses) cells[2].textContent = event.clauses;
}

async function ended(event, source) {
  source.close();
  byId("state").textContent = event.state;
  byId("state").className = `tag ${event.state}`;
  byId("stop").hidden = true;
  left = "";
  if (event.state !== "done") return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  byId("open").href = page.getElementById("open").getAttribute("href");
  byId("open").hidden = false;
  byId("open").focus();
}

const source = new EventSource(`${id}/events`);
source.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.event === "begin") total = event.documents;
  else if (event.event === "stage") progress(event);
  else if (event.event === "document") {
    const cells = row(event.document);
    done = event.done;
    clauses += event.clauses;
    byId("bar").value = Math.max(byId("bar").value, done);
    cells[1].textContent = event.failed ? "failed" : event.stored ? "done before" : "done";
    cells[2].textContent = event.clauses;
    cells[3].textContent = event.seconds;
    cells[4].textContent = (event.problems || []).join(", ");
  } else if (event.event === "end") ended(event, source);
  else note(event.message);
  count();
  document.body.dataset.last = event.event;
};
source.onerror = () => { byId("state").textContent = "the page's server does not answer; the run goes on or was stopped with it"; };
byId("stop").addEventListener("click", () => fetch(`${id}/stop`, { method: "POST" }));
document.body.dataset.ready = "1";
