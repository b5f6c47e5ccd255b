"use strict";
// The program within the page: a worker whose parts stand in this file as base64.

const Engine = (function () {
  const waiting = new Map();
  let worker = null;
  let ready = null;
  let number = 0;

  function part(name) {
    return document.getElementById("part-" + name).textContent.trim();
  }

  async function script() {
    const packed = Uint8Array.from(atob(part("worker")), (letter) => letter.charCodeAt(0));
    const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  }

  async function started(step) {
    const address = await script();
    return new Promise((resolve, reject) => {
      worker = new Worker(address);
      worker.onerror = (event) => {
        event.preventDefault();
        const reason = event.message || "内存不够";
        reject(new Error(reason));
        stopped(reason);
      };
      worker.onmessage = ({ data }) => {
        if (data.kind === "step") step(data.said);
        else if (data.kind === "ready") resolve();
        else if (data.kind === "failed") reject(new Error(data.reason));
        else if (data.kind === "told") waiting.get(data.id).tell(data.told);
        else {
          const { resolve: done } = waiting.get(data.id);
          waiting.delete(data.id);
          done(data);
          if (data.value.broken) stopped("");
        }
      };
      worker.postMessage({
        kind: "start",
        parts: { "pyodide.asm.wasm": part("wasm"), "python_stdlib.zip": part("stdlib") },
        site: part("site"),
        info: JSON.parse(part("info")),
      });
    });
  }

  // After a failure that ended the program a new one is started for the next call; what was given has to be given again.
  function stopped(reason) {
    if (worker) worker.terminate();
    worker = null;
    ready = null;
    for (const { resolve } of waiting.values()) resolve({ value: { error: reason, broken: true }, files: [] });
    waiting.clear();
  }

  return {
    folder: false,
    start(step) {
      ready = ready || started(step);
      return ready;
    },
    async call(name, args, files, tell) {
      await this.start(() => {});
      number += 1;
      const id = number;
      const answer = new Promise((resolve) => waiting.set(id, { resolve, tell: tell || (() => {}) }));
      worker.postMessage({ kind: "call", id, name, args, files, zone: new Date().getTimezoneOffset() }, files.map((each) => each.data.buffer));
      return answer;
    },
  };
})();
