"use strict";
const byId = (id) => document.getElementById(id);
let wanted = 0;

async function ask() {
  const ticket = ++wanted;
  const given = new URLSearchParams({ q: byId("question").value, document: byId("document").value, test: byId("test").value });
  byId("answer").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`ask/answer?${given}`);
    const text = await answer.text();
    if (ticket !== wanted) return; // another question was asked meanwhile
    if (!answer.ok) throw new Error(String(answer.status));
    byId("answer").innerHTML = text; // written by our own server, everything in it escaped
    byId("answer").scrollTop = 0;
  } catch {
    byId("answer").textContent = "The server does not answer; was it stopped?";
  } finally {
    if (ticket === wanted) byId("answer").removeAttribute("aria-busy");
  }
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
for (const id of ["document", "test"]) byId(id).addEventListener("change", () => byId("question").value.trim() && ask());
document.body.dataset.ready = "1";
