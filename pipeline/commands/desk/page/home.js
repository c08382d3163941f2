"use strict";
// Files are sent one after the other, then the run is started over them.
const byId = (id) => document.getElementById(id);
let chosen = [];

function choose(files) {
  chosen = [...files];
  byId("chosen").textContent = chosen.length ? `${chosen.length} file${chosen.length === 1 ? "" : "s"}: ${chosen.slice(0, 5).map((file) => file.name).join(", ")}${chosen.length > 5 ? " …" : ""}` : "";
}

function say(text) { byId("said").textContent = text; }

async function speak(path, method, body, kind) {
  const answer = await fetch(path, { method, body, headers: kind ? { "Content-Type": kind } : {} });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

async function walk(entry, found) {
  if (entry.isFile) found.push(await new Promise((done, fail) => entry.file(done, fail)));
  else if (entry.isDirectory) {
    const reader = entry.createReader();
    for (;;) {
      const more = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!more.length) break;
      for (const each of more) await walk(each, found);
    }
  }
}

async function start(order) {
  say("");
  try {
    if (!order.again && !order.path) {
      if (!chosen.length) throw new Error("Drop files, choose some, or name a folder.");
      order.batch = (await speak("drops", "POST")).batch;
      const refused = [];
      for (const [index, file] of chosen.entries()) {
        byId("chosen").textContent = `taking ${index + 1} of ${chosen.length}: ${file.name}`;
        try { await speak(`drops/${order.batch}/${encodeURIComponent(file.name)}`, "PUT", file); }
        catch (error) { refused.push(error.message); }
      }
      if (refused.length === chosen.length) throw new Error(refused.join(" "));
      if (refused.length) say(refused.join(" "));
    }
    const job = await speak("jobs", "POST", JSON.stringify(order), "application/json");
    location.href = `jobs/${job.id}`;
  } catch (error) {
    say(error.message || "The server does not answer.");
  }
}

byId("files").addEventListener("change", () => choose(byId("files").files));
byId("folders").addEventListener("change", () => choose(byId("folders").files));
byId("start").addEventListener("submit", (event) => {
  event.preventDefault();
  start({ path: byId("path").value.trim(), catalogue: byId("catalogue").value, model: byId("model").value });
});
const drop = byId("drop");
for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  const files = [];
  for (const entry of entries) await walk(entry, files);
  choose(files.length ? files : event.dataTransfer.files);
});
for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", () => start({ again: button.dataset.again }));
document.body.dataset.ready = String(Math.round(performance.now()));
