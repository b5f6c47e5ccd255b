"use strict";
// Shows the findings of the chosen levels and sheet. Without this script the page shows them all.
(function () {
  const form = document.getElementById("filters");
  const findings = Array.from(document.querySelectorAll("article.finding"));
  const groups = Array.from(document.querySelectorAll("section.sheet"));

  function apply() {
    const levels = new Set(Array.from(form.querySelectorAll("input:checked"), box => box.value));
    const sheet = form.elements.sheet.value;
    let shown = 0;
    for (const one of findings) {
      const here = sheet === "" || one.dataset.sheets.split(" ").includes(sheet);
      one.hidden = !(levels.has(one.dataset.level) && here);
      shown += one.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("article.finding:not([hidden])");
    }
    document.getElementById("shown").textContent = "显示 " + shown + " / " + findings.length + " 处";
  }

  form.addEventListener("change", apply);
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = findings.length === 0;
  apply();
})();
