// Compiles a tree of Python files with the interpreter that will run them, so that the page need not do it at every start.
//
//   node compiling.mjs PYODIDE_FOLDER TREE OUT
//
// TREE holds site-packages; OUT receives `stdlib.zip` (stored) and the same tree with its bytecode (see compiling.py, keeping.py).
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, tree, out] = process.argv.slice(2).map((each) => path.resolve(each));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);
const WRITTEN = 315532800000; // 1980-01-01 in ms: the page gives its files the same time
const SITE = "/lib/python3.14/site-packages";

async function interpreter(stdlib) {
  return loadPyodide({
    indexURL: pyodideFolder + "/",
    stdLibURL: stdlib,
    env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" },
    lockFileContents: { info: JSON.parse(fs.readFileSync(path.join(pyodideFolder, "pyodide-lock.json"))).info, packages: {} },
  });
}

function copyIn({ FS }, from, to) {
  FS.mkdirTree(to);
  for (const name of fs.readdirSync(from).sort()) {
    const here = path.join(from, name);
    if (fs.statSync(here).isDirectory()) copyIn({ FS }, here, `${to}/${name}`);
    else {
      FS.writeFile(`${to}/${name}`, fs.readFileSync(here));
      FS.utime(`${to}/${name}`, WRITTEN, WRITTEN);
    }
  }
}

function copyOut({ FS }, from, to) {
  fs.mkdirSync(to, { recursive: true });
  for (const name of FS.readdir(from).filter((each) => each !== "." && each !== "..").sort()) {
    const here = `${from}/${name}`;
    if (FS.isDir(FS.stat(here).mode)) copyOut({ FS }, here, path.join(to, name));
    else fs.writeFileSync(path.join(to, name), FS.readFile(here));
  }
}

async function run(script, from, stdlib) {
  const pyodide = await interpreter(stdlib);
  copyIn(pyodide, from, SITE);
  pyodide.FS.writeFile(`/${script}`, fs.readFileSync(new URL(script, import.meta.url)));
  pyodide.runPython(`exec(compile(open("/${script}").read(), "${script}", "exec"))`);
  return pyodide;
}

const library = path.join(out, "stdlib.zip");
const compiled = await run("compiling.py", tree);
copyOut(compiled, SITE, path.join(out, "site"));
fs.writeFileSync(library, compiled.FS.readFile("/stdlib.zip"));
const kept = await run("keeping.py", path.join(out, "site"), library);
copyOut(kept, SITE, path.join(out, "site"));
