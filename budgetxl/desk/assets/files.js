"use strict";
// Files on their way in and out: chosen, dropped, whole folders; saved as downloads.

const Files = (function () {
  const CHANGED = "选中之后又改动过，或者已经移走，请重新拖入";

  async function read(file, name) {
    const known = name || file.webkitRelativePath || file.name;
    try {
      return { name: known, written: file.lastModified || 0, data: new Uint8Array(await file.arrayBuffer()), error: "" };
    } catch (error) {
      return { name: known, written: 0, data: new Uint8Array(0), error: CHANGED };
    }
  }

  function listed(reader) {
    return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  }

  async function inside(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
      const name = entry.fullPath.replace(/^\//, "");
      return [file ? await read(file, name) : { name, written: 0, data: new Uint8Array(0), error: CHANGED }];
    }
    const reader = entry.createReader();
    const found = [];
    for (let some = await listed(reader); some.length; some = await listed(reader)) {
      for (const each of some) found.push(...(await inside(each)));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    // All files of a choice: of an <input>, or of what was dropped.
    async chosen(list) {
      return Promise.all(Array.from(list, (file) => read(file)));
    },
    async dropped(transfer) {
      const entries = Array.from(transfer.items || [], (item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null));
      if (!entries.some((entry) => entry && entry.isDirectory)) return this.chosen(transfer.files);
      const found = [];
      for (const entry of entries) if (entry) found.push(...(await inside(entry)));
      return found;
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
