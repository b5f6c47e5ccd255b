"use strict";
// Runs the program in the browser, beside the page, so that the page never stands still. A classic worker: module workers are
// refused to pages that are opened from disk. Before it stand pyodide.js and pyodide.asm.mjs as `createPyodideModule`.
//
//   in:  {kind: "start", parts: {name: base64 of gzip}, site: base64 of tar.xz, info}
//        {kind: "call", id, name, args, files: [{name, written, data, error}], zone}
//   out: {kind: "step", said} … {kind: "ready"} or {kind: "failed", reason}
//        {kind: "told", id, told} … {kind: "answer", id, value, files: [{name, data}]}
const HOME = "file:///budgetxl/"; // a name, no place: nothing is ever asked for from anywhere
const within = new Map();

self.fetch = async (address) => {
  const name = String(address.url || address).replace(HOME, "");
  if (!within.has(name)) throw new TypeError("this page asks for nothing: " + name);
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(within.get(name), { headers: { "Content-Type": type } });
};

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

let call = null;

async function start({ parts, site, info }) {
  self.postMessage({ kind: "step", said: "正在打开程序" });
  for (const [name, text] of Object.entries(parts)) within.set(name, await unpacked(bytesOf(text)));
  self.postMessage({ kind: "step", said: "正在启动" });
  const pyodide = await loadPyodide({
    indexURL: HOME,
    createPyodideModule,
    lockFileContents: { info, packages: {} },
    env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0", TZ: "UTC" },
  });
  within.clear();
  self.postMessage({ kind: "step", said: "正在装入表样" });
  pyodide.FS.writeFile("/site.tar.xz", bytesOf(site));
  call = pyodide.runPython(STARTING);
  self.postMessage({ kind: "ready" });
}

const STARTING = `
import os, sys, site, tarfile
place = site.getsitepackages()[0]
with tarfile.open("/site.tar.xz") as packed:
    packed.extractall(place, filter="tar")
os.unlink("/site.tar.xz")
if place not in sys.path:
    sys.path.append(place)
from budgetxl.desk.within import call
call
`;

self.onmessage = async ({ data }) => {
  try {
    if (data.kind === "start") {
      await start(data);
      return;
    }
    const tell = (told) => self.postMessage({ kind: "told", id: data.id, told: JSON.parse(told) });
    const files = data.files.map((each) => [each.name, each.written, each.data, each.error || ""]);
    const made = call(data.name, JSON.stringify(data.args), files, tell, data.zone);
    const [value, names, contents] = made.toJs({ create_pyproxies: false });
    made.destroy();
    const out = names.map((name, at) => ({ name, data: contents[at] }));
    self.postMessage({ kind: "answer", id: data.id, value: JSON.parse(value), files: out }, [...new Set(out.map((each) => each.data.buffer))]);
  } catch (error) {
    const told = String((error && error.message) || error).trim().split("\n").pop().slice(-300);
    const reason = /RangeError|memory|allocat/i.test(told) ? "内存不够" : told;
    self.postMessage(data.kind === "start" ? { kind: "failed", reason } : { kind: "answer", id: data.id, value: { error: reason, broken: true }, files: [] });
  }
};
