"use strict";
// The program behind the page: the server that the page came from, asked at fixed paths. A call is answered by lines of JSON,
// one for each step and a last one for the answer; its files are taken by their keys, each once.

const Engine = (function () {
  const GONE = "程序已经结束，请重新运行 budgetxl desk";
  const BROKEN = "程序没有答完就中断了，请再试一次；还是不行，请重新运行 budgetxl desk";
  const MINUTE = 60000;
  let over = false;

  async function asked(method, path, body) {
    const options = { method, cache: "no-store", credentials: "same-origin", redirect: "error" };
    if (method === "POST") Object.assign(options, { headers: { "X-Budgetxl": "1" }, body: body || "" });
    let answer;
    try {
      answer = await fetch(path, options);
    } catch (error) {
      throw new Error(GONE);
    }
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  }

  async function sent({ name, written, data, error }) {
    if (error) return { name, error };
    const { key } = await (await asked("POST", "/file", data)).json();
    return { name, written, key };
  }

  // The lines of an answer as they come; the last of them is the answer.
  async function lines(answer, tell) {
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let left = "";
    let last = null;
    for (;;) {
      const { done, value } = await reader.read().catch(() => { throw new Error(BROKEN); });
      left += decoder.decode(value || new Uint8Array(0), { stream: !done });
      const whole = left.split("\n");
      left = whole.pop();
      for (const line of whole) {
        const said = JSON.parse(line);
        if (said.told) tell(said.told);
        else last = said;
      }
      if (done) break;
    }
    if (last === null) throw new Error(BROKEN);
    return last;
  }

  async function taken({ name, key }) {
    const answer = await asked("GET", "/take/" + key);
    return { name, data: new Uint8Array(await answer.arrayBuffer()) };
  }

  function ended(text) {
    if (over) return;
    over = true;
    const said = document.createElement("p");
    said.className = "said";
    said.setAttribute("role", "alert");
    said.textContent = text;
    document.querySelector("main").replaceChildren(said);
    document.querySelector("nav").remove();
    document.getElementById("end").remove();
  }

  async function alive() {
    if (over) return;
    try {
      await asked("POST", "/alive");
    } catch (error) {
      ended(error.message);
    }
  }
  setInterval(alive, MINUTE);

  return {
    folder: true,
    async start() {},
    async call(name, args, files, tell) {
      try {
        const known = [];
        for (const each of files) known.push(await sent(each));
        const { value, files: made } = await lines(await asked("POST", "/call", JSON.stringify({ name, args, files: known })), tell || (() => {}));
        const out = [];
        for (const each of made) out.push(await taken(each));
        return { value, files: out };
      } catch (error) {
        return { value: { error: error.message }, files: [] };
      }
    },
    async end() {
      await asked("POST", "/end").catch(() => {});
      ended("程序已经结束，可以关掉这个页面。要再用，请重新运行 budgetxl desk。");
    },
  };
})();
