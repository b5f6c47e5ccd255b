"use strict";
// The page: what people choose goes to the engine, what it answers is shown. It is one queue: a call waits for the one before it.

(function () {
  const $ = (id) => document.getElementById(id);
  const busy = $("busy");
  let last = Promise.resolve();
  let begun = 0;

  function made(tag, text, attributes) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  }

  // ---- what is going on -------------------------------------------------------------------------------------------------------

  function step(told) {
    $("step").textContent = told.step + (told.name ? "：" + told.name : "") + (told.of > 1 ? "（" + (told.done + 1) + " / " + told.of + "）" : "");
    if (told.of) {
      $("bar").max = told.of;
      $("bar").value = told.done;
    } else {
      $("bar").removeAttribute("value");
    }
  }

  function show(id, text, bad, heed) {
    const place = $(id || "check-said");
    if (!id && !bad) return; // what begins of itself speaks up only where it fails
    place.textContent = text || "";
    place.hidden = !text;
    place.classList.toggle("bad", Boolean(bad));
    place.classList.toggle("heed", Boolean(heed));
    if (text && (bad || heed)) setTimeout(() => place.scrollIntoView({ block: "nearest" }), 0); // the button may be far below; `busy` takes room until then
  }

  // One call after the other; `said` is what the page says meanwhile, `place` where a failure is shown.
  function ask(name, args, files, said, place) {
    Promise.resolve(files).catch(() => {}); // it is told when its turn comes
    const turn = last.then(async () => {
      begun = Date.now();
      busy.hidden = false;
      step({ step: said });
      let given = [];
      try {
        given = await files;
      } catch (error) {
        show(place, error.message, true);
        busy.hidden = true;
        return { value: { error: error.message }, out: [] };
      }
      try {
        await Engine.start((text) => step({ step: text }));
        const { value, files: out } = await Engine.call(name, args, given, step);
        show(place, value.error ? failure(value) : value.said, value.error, value.heed);
        if (value.broken && name !== "about") beginAgain();
        return { value, out };
      } catch (error) {
        const value = { error: "程序没有启动：" + error.message + "。请关掉页面重新打开；还是不行，请换用新一些的 Edge、Chrome 或 Firefox" };
        show(place, value.error, true);
        return { value, out: [] };
      } finally {
        busy.hidden = true;
      }
    });
    last = turn.catch(() => {});
    return turn;
  }

  // What was made goes to where the browser saves downloads; the page says so.
  function save(place, { value, out }) {
    out.forEach(Files.save);
    if (out.length) show(place, [value.said, "已存到浏览器的下载文件夹：" + out.map((file) => file.name).join("、")].filter(Boolean).join("\n"), false, value.heed);
  }

  function failure(value) {
    return value.broken ? "程序中断了（" + value.error + "），已经重新启动；校验的列表、名册和拖入的表样都没有了，请重新给。文件很多时请分几次" : value.error;
  }

  // The program has been started anew and knows nothing of what was given.
  function beginAgain() {
    showRows([], null);
    remarks("roster-remarks", []);
    show("roster-said", "");
    forgetCollected();
    begin();
  }

  setInterval(() => {
    $("seconds").textContent = busy.hidden ? "" : Math.round((Date.now() - begun) / 1000) + " 秒";
  }, 500);

  // ---- sections ---------------------------------------------------------------------------------------------------------------

  const links = Array.from(document.querySelectorAll("nav a"));
  function open(id) {
    for (const link of links) {
      const here = link.hash === "#" + id;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      $(link.hash.slice(1)).hidden = !here;
    }
  }
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(link.hash.slice(1));
      $(link.hash.slice(1)).querySelector("h2").focus();
    });
  }

  // A place to choose or drop files in. The input is emptied after each choice: the same file chosen again is a choice, too.
  function takes(zone, then) {
    for (const input of zone.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        const files = Files.chosen(input.files);
        const emptied = () => { input.value = ""; };
        files.then(emptied, emptied);
        then(files);
      });
    }
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      zone.classList.remove("over");
      then(Files.dropped(event.dataTransfer));
    });
  }

  // ---- forms ------------------------------------------------------------------------------------------------------------------

  function showForms(forms) {
    const said = forms.map((form) => words(form) + "：" + titled(form));
    const told = new Map(forms.map((form, at) => [form.key, said[at] + (said.indexOf(said[at]) === said.lastIndexOf(said[at]) ? "" : "（" + form.id + "）")]));
    for (const select of [$("blank-form"), $("bureau-form")]) {
      const before = select.value;
      select.replaceChildren(...forms.map((form) => made("option", told.get(form.key), { value: form.key })));
      select.value = forms.some((form) => form.key === before) ? before : (forms.find((form) => form.default) || forms[0]).key;
    }
    $("forms").replaceChildren(...forms.map((form) => made("li", words(form) + "：" + titled(form) + "（" + form.id + "）")));
  }

  // The title behind its slots for the unit and the year (…).
  function titled(form) {
    return form.title.split("…").pop().replace(/^年/, "") || form.title;
  }

  function words(form) {
    return [form.county, form.year ? form.year + "年" : ""].filter(Boolean).join(" ");
  }

  // ---- 校验 ------------------------------------------------------------------------------------------------------------------

  const MAKES = [["notice", "公开说明"], ["tables", "公开表"], ["annotated", "批注副本"], ["checklist", "检查表"], ["repair", "修复"]];

  const STATES = [["passed", "没有发现问题"], ["open", "有待核实"], ["errors", "有错误"], ["unreadable", "读不出"]];

  // How many rows there are of each state, and when they were checked: said aloud, and seen to be new where the result is the old one.
  function tally(rows, checked) {
    const counts = STATES.map(([state, word]) => [word, rows.filter((one) => one.state === state).length]).filter(([, count]) => count);
    if (checked) when = new Date().toTimeString().slice(0, 8);
    $("tally").textContent = rows.length ? "共 " + rows.length + " 份：" + counts.map(([word, count]) => count + " 份" + word).join("，") + "。最近一次校验在 " + when : "";
  }
  let when = "";

  // Rows are made anew; whoever was at a button of one is at the same again, or at one beside it.
  function showRows(rows, report, checked) {
    const buttons = (one) => Array.from(one.querySelectorAll("button"));
    const before = buttons($("rows"));
    const at = before.indexOf(document.activeElement);
    const label = at < 0 ? "" : before[at].getAttribute("aria-label");
    const number = at < 0 ? 0 : Array.from($("rows").children).indexOf(before[at].closest("tr"));
    $("rows").replaceChildren(...rows.map(row));
    if (at >= 0) {
      const line = $("rows").children[Math.min(number, rows.length - 1)];
      const next = buttons($("rows")).find((one) => one.getAttribute("aria-label") === label) || (line && buttons(line).pop());
      (next || $("check").querySelector("h2")).focus();
    }
    tally(rows, checked);
    $("results").hidden = rows.length === 0;
    $("frame").hidden = !report;
    if (report) $("report").srcdoc = new TextDecoder().decode(report.data);
  }

  function row(one) {
    const line = made("tr", "", { class: one.state });
    const whose = one.unit ? one.unit + "（" + one.files.join("、") + "）" : one.files[0]; // of one unit there may be several
    const name = made("th", "", { scope: "row" });
    name.append(made("span", one.unit || one.files[0]), made("small", one.unit ? one.files.join("、") : ""));
    line.append(name, made("td", one.form ? words(one) : ""));
    const result = made("td");
    result.append(made("strong", one.said), made("small", one.reason || ""));
    line.append(result);
    const makes = made("td", "", { class: "makes" });
    if (one.state !== "unreadable") {
      for (const [what, word] of MAKES) {
        const button = made("button", word, { type: "button", "aria-label": word + "：" + whose });
        button.addEventListener("click", () => make(one.key, what === "notice" ? $("notice").value : what, word, button));
        makes.append(button);
      }
    }
    const away = made("button", "移去", { type: "button", class: "plain", "aria-label": "从列表移去：" + whose });
    away.addEventListener("click", () => ask("drop", { row: one.key }, [], "移去", "check-said").then(rowsOf));
    makes.append(away);
    line.append(makes);
    return line;
  }

  function rowsOf({ value, out }, checked) {
    if (value.rows) showRows(value.rows, out[0], checked);
    if (value.forms) showForms(value.forms);
  }

  async function make(key, what, word, button) {
    const mine = document.activeElement === button;
    button.disabled = true;
    const answer = await ask("make", { row: key, what }, [], "正在生成" + word, "check-said");
    if (answer.value.rows) rowsOf(answer); // the list has changed since
    else save("check-said", answer);
    button.disabled = false;
    if (mine && document.activeElement === document.body) button.focus();
  }

  const check = (files) => ask("check", {}, files, "正在读取", "check-said").then((answer) => rowsOf(answer, true));
  takes($("check-drop"), check);
  $("save-report").addEventListener("click", () => ask("report", {}, [], "正在生成校验报告", "check-said").then((answer) => {
    if (answer.value.rows) rowsOf(answer);
    else save("check-said", answer);
  }));
  $("drop-all").addEventListener("click", () => ask("drop", { row: null }, [], "清空", "check-said").then(rowsOf));

  // ---- 空白工作簿 ------------------------------------------------------------------------------------------------------------

  $("blank-make").addEventListener("submit", (event) => {
    event.preventDefault();
    const args = {
      form: $("blank-form").value, unit: $("blank-unit").value, code: $("blank-code").value,
      projects: $("blank-projects").value, split: $("blank-split").checked,
    };
    ask("blank", args, [], "正在生成空白工作簿", "blank-said").then((made) => save("blank-said", made));
  });

  // ---- 财政局 ----------------------------------------------------------------------------------------------------------------

  function remarks(id, lines) {
    $(id).replaceChildren(...(lines || []).map((line) => made("li", line)));
  }

  // What was sent and collected by another roster says nothing of this one.
  function forgetCollected() {
    for (const id of ["send-said", "collect-said"]) show(id, "");
    for (const id of ["send-remarks", "collect-remarks"]) remarks(id, []);
    $("collected").hidden = true;
  }

  $("roster-blank").addEventListener("click", () => ask("blank_roster", {}, [], "正在生成名册", "roster-said").then((made) => save("roster-said", made)));
  takes($("roster-drop"), (files) => ask("roster", {}, files, "正在读名册", "roster-said").then(({ value }) => {
    remarks("roster-remarks", value.remarks);
    forgetCollected();
  }));
  $("send").addEventListener("submit", (event) => {
    event.preventDefault();
    const args = { form: $("bureau-form").value, split: $("bureau-split").checked };
    ask("distribute", args, [], "正在生成", "send-said").then((answer) => {
      remarks("send-remarks", answer.value.remarks);
      save("send-said", answer);
    });
  });
  takes($("collect-drop"), (files) => ask("collect", {}, files, "正在读取", "collect-said").then(collected));
  $("collect-again").addEventListener("click", () => ask("collect_again", {}, [], "重新开始", "collect-said").then(() => { $("collected").hidden = true; }));
  function collected({ value, out }) {
    if (value.error) return;
    remarks("collect-remarks", value.remarks);
    $("collected").hidden = false;
    $("collect-count").textContent = "（先后给的共 " + value.files + " 个文件）";
    $("counts").textContent = Object.entries(value.counts).map(([state, n]) => state + " " + n).join("，");
    $("units").replaceChildren(...value.units.map((unit) => {
      const line = made("tr", "", { class: unit.level });
      const state = made("td");
      state.append(made("strong", unit.state + (unit.late ? "，逾期" : "")));
      line.append(made("th", unit.name, { scope: "row" }), made("td", unit.code), state, made("td", unit.reason || ""));
      return line;
    }));
    $("others").replaceChildren(...value.others.map((one) => made("li", one.file + "：" + one.state + (one.reason ? "，" + one.reason : ""))));
    $("collect-files").replaceChildren(...out.map((file) => {
      const button = made("button", file.name, { type: "button" });
      button.addEventListener("click", () => Files.save(file));
      return button;
    }));
  }

  // ---- beginning --------------------------------------------------------------------------------------------------------------

  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => { // beside a place for files: to the one of 校验
    event.preventDefault();
    if (!$("bureau").hidden) { // a roster, or what came back: only who drops it knows
      show("roster-said", "没有读：请把名册拖到第一步的虚线框里，收回的文件拖到第三步的虚线框里", true);
      return;
    }
    open("check");
    check(Files.dropped(event.dataTransfer));
  });
  open("check");
  if (Engine.begin) Engine.begin({ ask, made, rowsOf, collected });
  function begin() {
    return ask("about", {}, [], "正在准备", "").then(({ value }) => {
      if (value.error) return;
      showForms(value.forms);
      $("version").textContent = value.version;
      $("notice").replaceChildren(...[...value.notices].reverse().map((one) => made("option", NOTICES[one.name] || one.name, { value: one.name })));
      document.body.dataset.ready = String(Math.round(performance.now()));
    });
  }
  begin();
  const NOTICES = { docx: "Word 文件", html: "网页（可直接发布）", md: "Markdown", txt: "纯文本" };
})();
