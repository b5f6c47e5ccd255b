"use strict";
// The folder that the program was started for: its workbooks are listed, chosen by their keys, and results are written beside them.

Engine.begin = function ({ ask, made, rowsOf, collected }) {
  const $ = (id) => document.getElementById(id);
  let keys = [];

  function size(bytes) {
    return bytes < 1000 ? bytes + " 字节" : bytes < 1000000 ? Math.round(bytes / 1000) + " KB" : (bytes / 1000000).toFixed(1) + " MB";
  }

  function when(milliseconds) {
    const two = (n) => String(n).padStart(2, "0");
    const day = new Date(milliseconds);
    return [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join("-") + " " + two(day.getHours()) + ":" + two(day.getMinutes());
  }

  function chosen() {
    return Array.from($("listed").querySelectorAll("input:checked"), (box) => box.value);
  }

  function line(one, ticked) {
    const row = made("tr");
    const name = made("th", "", { scope: "row" });
    const label = made("label");
    const box = made("input", "", { type: "checkbox", value: one.key });
    box.checked = ticked.has(one.key);
    box.addEventListener("change", few);
    label.append(box, " " + one.name);
    name.append(label);
    row.append(name, made("td", size(one.size)), made("td", when(one.written)));
    return row;
  }

  function few() {
    $("check-chosen").disabled = chosen().length === 0;
    $("check-all").disabled = keys.length === 0;
  }

  function show({ folder, files, more }, gone) {
    const ticked = new Set(chosen());
    keys = files.map((one) => one.key);
    $("folder").textContent = folder;
    $("collect-folder").textContent = "收齐这个文件夹：" + folder;
    $("listed").replaceChildren(...files.map((one) => line(one, ticked)));
    $("listed-table").hidden = files.length === 0;
    $("listed-said").textContent = gone ? gone : files.length === 0 ? "这个文件夹里还没有工作簿。" : more ? "只列出前 " + files.length + " 个，另有 " + more + " 个；请分到几个文件夹里。" : "";
    few();
  }

  // Quietly, whenever somebody comes back to the page: files have come or changed meanwhile.
  async function renew() {
    const { value } = await Engine.call("listing", {}, [], () => {});
    if (!$("listed")) return; // the program has ended meanwhile
    if (!value.error) show(value);
    else if (value.gone) show({ folder: value.gone, files: [], more: 0 }, value.error);
  }

  const check = (listed) => ask("check", { listed }, [], "正在读取", "check-said").then((answer) => {
    rowsOf(answer, true);
    return renew();
  });
  $("check-chosen").addEventListener("click", () => check(chosen()));
  $("check-all").addEventListener("click", () => check(keys));
  $("list-again").addEventListener("click", renew);
  $("collect-folder").addEventListener("click", () => ask("collect", { whole: true }, [], "正在读取", "collect-said").then(collected));
  $("end").addEventListener("click", () => Engine.end());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) renew();
  });
  renew();
  ask("rows", {}, [], "正在准备", "check-said").then((answer) => rowsOf(answer, true)); // what was checked before the page was loaded again
};
