"use strict";
const byId = (id) => document.getElementById(id);
const all = [...document.querySelectorAll("article")];
function filter() {
  const kind = byId("kind").value, test = byId("test").value, words = byId("words").value.toLowerCase();
  let count = 0;
  for (const one of all) {
    const fits = (!kind || one.dataset.kind === kind) && (!test || one.dataset.tests.includes(` ${test} `))
      && (!words || one.textContent.toLowerCase().includes(words));
    one.hidden = !fits;
    count += fits;
  }
  byId("count").textContent = `${count} of ${all.length} changes`;
}
for (const id of ["kind", "test"]) byId(id).addEventListener("change", filter);
byId("words").addEventListener("input", filter);
filter();
