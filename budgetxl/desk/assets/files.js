"use strict";
// Files on their way in and out: chosen, dropped, whole folders; saved as downloads.

const Files = (function () {
  const CHANGED = "选中之后又改动过，或者已经移走，请重新拖入";

  const MOST = 64 * 1024 * 1024; // as the reader takes
  const FOLDER = "这个浏览器不让拖入文件夹，请改用“选择文件夹”";

  const CLOSED = "这个文件夹打不开（没有权限，或者已经移走），里面的没有读";
  const MOST_FILES = 3000; // of one choice; whoever drops a whole disk has slipped
  const MANY = "所选的文件超过 3000 个，像是选错了文件夹；请只选要校验的工作簿";
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

  function add(found, name, file) {
    if (found.length >= MOST_FILES) throw new Error(MANY);
    found.push([name, file]);
  }

  // What a folder holds, into `found`; one that can't be opened costs a line.
  async function inside(entry, found) {
    if (entry.isFile) {
      add(found, entry.fullPath.replace(/^\//, ""), await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await listed(reader).catch(() => null);
      if (!some) add(found, entry.name, FOLDER);
      if (!some || !some.length) return;
      for (const each of some) await inside(each, found);
    }
  }

  // A folder by its handle: of a page that is opened from disk Chromium gives no entries (EncodingError).
  async function within(handle, name, found) {
    if (handle.kind === "file") {
      add(found, name, await handle.getFile().catch(() => null));
      return;
    }
    const below = handle.entries();
    for (;;) {
      const next = await below.next().catch(() => null);
      if (!next) add(found, name, CLOSED);
      if (!next || next.done) return;
      await within(next.value[1], name + "/" + next.value[0], found);
    }
  }

  return {
    // All files of a choice: of an <input>, or of what was dropped.
    async chosen(list) {
      if (list.length > MOST_FILES) throw new Error(MANY);
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
        const mine = [];
        if (handle) await within(handle, handle.name, mine);
        else if (entries[at]) await inside(entries[at], mine);
        mine.sort(([a], [b]) => (a < b ? -1 : 1)).forEach((pair) => add(found, ...pair));
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
