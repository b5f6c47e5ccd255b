"use strict";
// Files on their way in and out: chosen, dropped, whole folders; saved as downloads.

const Files = (function () {
  const CHANGED = "选中之后又改动过，或者已经移走，请重新拖入";

  const MOST = 64 * 1024 * 1024; // as the reader takes
  const FOLDER = "这个浏览器不让拖入文件夹，请改用“选择文件夹”";

  const TOGETHER = 400 * 1024 * 1024; // of one choice: all of it is held in memory
  const NO_DOCUMENT = /\.(jpe?g|png|gif|bmp|heic|tiff?|mp[34]|avi|mov|mkv|wav|exe|msi|dll|iso|psd|dwg)$/i;

  function lost(name, error) {
    return { name, written: 0, data: new Uint8Array(0), error: error || CHANGED };
  }

  async function read([name, file]) {
    if (!file || typeof file === "string") return lost(name, file);
    if (NO_DOCUMENT.test(name)) return lost(name, "图片、音像、程序等不是工作簿，没有读");
    if (file.size > MOST) return lost(name, "文件超过 64 MB，不像填报的工作簿");
    try {
      return { name, written: file.lastModified || 0, data: new Uint8Array(await file.arrayBuffer()), error: "" };
    } catch (error) {
      return lost(name);
    }
  }

  // Pairs of a name and a file, or the reason why there is none: all are counted before any is read.
  async function all(pairs) {
    const size = pairs.reduce((sum, [name, file]) => sum + (file && file.size <= MOST && !NO_DOCUMENT.test(name) ? file.size : 0), 0);
    if (size > TOGETHER) throw new Error("所选的文件共 " + Math.round(size / 1024 / 1024) + " MB，一次最多 400 MB，请分几次，或只选要校验的");
    const found = [];
    for (const pair of pairs) found.push(await read(pair));
    return found;
  }

  function listed(reader) {
    return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  }

  async function inside(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
      return [[entry.fullPath.replace(/^\//, ""), file]];
    }
    const reader = entry.createReader();
    const found = [];
    try {
      for (let some = await listed(reader); some.length; some = await listed(reader)) {
        for (const each of some) found.push(...(await inside(each)));
      }
    } catch (error) {
      found.push([entry.name, FOLDER]);
    }
    return found.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  // A folder by its handle: of a page that is opened from disk Chromium gives no entries (EncodingError).
  async function within(handle, name) {
    if (handle.kind === "file") return [[name, await handle.getFile().catch(() => null)]];
    const found = [];
    for await (const [each, below] of handle.entries()) found.push(...(await within(below, name + "/" + each)));
    return found.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  return {
    // All files of a choice: of an <input>, or of what was dropped.
    async chosen(list) {
      return all(Array.from(list, (file) => [file.webkitRelativePath || file.name, file]));
    },
    async dropped(transfer) {
      const items = Array.from(transfer.items || []).filter((item) => item.kind === "file");
      const plain = Array.from(transfer.files);
      const entries = items.map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null));
      if (!entries.some((entry) => entry && entry.isDirectory)) return this.chosen(plain);
      const handles = items.map((item) => (item.getAsFileSystemHandle ? item.getAsFileSystemHandle().catch(() => null) : null)); // before any await
      const found = [];
      for (let at = 0; at < entries.length; at += 1) {
        const handle = await handles[at];
        found.push(...(handle ? await within(handle, handle.name) : await inside(entries[at])));
      }
      return all(found);
    },
    save({ name, data }) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([data]));
      link.download = name;
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
  };
})();
