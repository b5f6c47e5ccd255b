"use strict";
// Search and filter by state, of the list of units and of their sections. Without this script the page shows all units.
(function () {
  const form = document.getElementById("filters");
  const units = Array.from(document.querySelectorAll("details.unit"));
  const rows = new Map(units.map(unit => [unit.dataset.unit, []]));
  for (const row of document.querySelectorAll("tr[data-unit]")) {
    rows.get(row.dataset.unit).push(row);
  }

  function found() {
    const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const states = new Set(Array.from(form.querySelectorAll("[name=state]:checked"), box => box.value));
    const late = form.elements.late !== undefined && form.elements.late.checked;
    return units.filter(unit => states.has(unit.dataset.state) && !(late && unit.dataset.late === undefined)
      && words.every(word => unit.dataset.words.includes(word)));
  }

  function apply() {
    const shown = new Set(found());
    for (const unit of units) {
      unit.hidden = !shown.has(unit);
      for (const row of rows.get(unit.dataset.unit)) {
        row.hidden = unit.hidden;
      }
    }
    document.getElementById("list").hidden = shown.size === 0;
    document.getElementById("none").hidden = shown.size > 0;
    document.getElementById("shown").textContent = "显示 " + shown.size + " / " + units.length + " 个单位";
  }

  function open() {
    const place = location.hash === "" ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const unit = place === null ? null : place.closest("details");
    if (unit !== null) {
      unit.hidden = false;
      unit.open = true;
      place.scrollIntoView();
    }
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", event => event.preventDefault());
  form.elements.all.addEventListener("click", () => {
    const shown = units.filter(unit => !unit.hidden);
    const opened = shown.every(unit => unit.open);
    for (const unit of shown) {
      unit.open = !opened;
    }
  });
  window.addEventListener("hashchange", open);
  form.hidden = units.length === 0;
  document.getElementById("shown").textContent = "显示 " + units.length + " / " + units.length + " 个单位";
  open();
})();
