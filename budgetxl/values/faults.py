"""What is said of an error that is not ours: one that nobody foresaw, with the kind that a programmer asks for; one of the system's."""

from __future__ import annotations

import errno

MOST_CHARACTERS = 120


def said_of(error: Exception) -> str:
    """An unforeseen error in one line: its kind, and what it says of itself."""
    text = " ".join(str(error).split())
    short = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
    return "：".join(filter(None, (type(error).__name__, short)))


#: Why a system does not read or write a file, by the number of its error.
REASONS = {
    errno.ENOENT: "找不到这个文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.EACCES: "没有权限，或文件正被 Excel、WPS 打开",
    errno.EPERM: "没有权限，或文件正被 Excel、WPS 打开",
    errno.EBADF: "要写的地方已经关闭",
    errno.EBUSY: "文件正被别的程序占用",
    errno.EROFS: "所在的磁盘只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "超过了系统允许的文件大小",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名里有系统不允许的字符",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}


def reason_of(error: OSError) -> str:
    """Why the system would not read or write a file, in Chinese where it is one of the usual reasons."""
    return REASONS.get(error.errno or 0) or said_of(error)
