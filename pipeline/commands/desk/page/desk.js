"use strict";
// What every room does: colours of tests, which a strict page may not set in its markup, and forms that answer to a choice.
for (const dot of document.querySelectorAll("[data-colour]")) dot.style.setProperty("--c", dot.dataset.colour);
for (const select of document.querySelectorAll("[data-submit]")) select.addEventListener("change", () => select.form.submit());
if (!("own" in document.body.dataset)) document.body.dataset.ready = "1"; // the others say so themselves
