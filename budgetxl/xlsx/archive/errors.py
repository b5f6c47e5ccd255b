"""Why a file can't be read: one clear sentence each, with the way out. Every message of the raw reader is here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

_SAVE_AS = "请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx 再提交"
_OPEN_OR_RESEND = f"{_SAVE_AS}，打不开就要重新发送"
_NOT_OURS = "它不像由表格软件正常保存的预算表，请核对后重新提交"

#: code → sentence. The codes ``xls``, ``ods`` and ``xlsb`` mark what another module can salvage, with values only.
MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # The path
        "no-file": "这不是一个普通的文件（是管道、设备之类），没有读；请核对文件名。",
        "missing": "找不到这个文件；请核对文件名和所在的文件夹。",
        "directory": "这是一个文件夹，不是文件；请指明其中的 .xlsx 文件。",
        "denied": "没有权限，或文件正被 Excel、WPS 打开，读不了；请检查文件权限，或先关闭它。",
        "unavailable": "系统无法读取这个文件（{reason}）；请把它复制到本机后重试。",
        "empty": "文件是空的（0 字节），可能没有传完；需要重新发送。",
        # Other kinds of file
        "text": f"这是文本文件（如 .csv、.txt），不是 Excel 工作簿，改扩展名没有用；{_SAVE_AS}。",
        "markup": f"这是网页或 XML 文件，不是 Excel 工作簿；{_SAVE_AS}。",
        "pdf": "这是 PDF 文件，不是 Excel 工作簿；请提交填报用的 .xlsx 文件本身。",
        "word": "这是文字文档（Word 或 WPS 文字），不是 Excel 工作簿；请提交填报用的 .xlsx 文件。",
        "slides": "这是演示文稿，不是 Excel 工作簿；请提交填报用的 .xlsx 文件。",
        "image": "这是图片，不是 Excel 工作簿；请提交填报用的 .xlsx 文件本身，不要截图。",
        "compressed": "这是压缩包，不是 Excel 工作簿；请先解压，再提交其中的 .xlsx 文件。",
        "empty-archive": "这是空的压缩包，里面什么也没有，可能没有传完；需要重新发送。",
        "numbers": "这是苹果 Numbers 表格，不是 .xlsx；请在 Numbers 中用“导出到 Excel”存为 .xlsx 再提交。",
        "xls-first": f"这是 Excel 5.0 以前的工作簿（1995 年以前的格式），不是 .xlsx；{_SAVE_AS}。",
        "xls": f"这是旧版 .xls（或 WPS 的 .et）工作簿，不是 .xlsx；{_SAVE_AS}。",
        "ods": f"这是 OpenDocument 表格（.ods），不是 .xlsx；{_SAVE_AS}。",
        "xlsb": f"这是二进制工作簿（.xlsb），不是 .xlsx；{_SAVE_AS}。",
        "macro": "这是含宏的工作簿，为安全起见不予读取；请另存为不含宏的 .xlsx 再提交。",
        "encrypted": "文件已加密，无法读取；请在 Excel 或 WPS 中去掉密码后另存为 .xlsx 再提交。",
        "unknown": f"认不出这是什么文件，它不是 Excel 工作簿；{_SAVE_AS}。",
        # The worker that reads .xls, .ods and .xlsb could not do its work: that says nothing of the file
        "salvage-missing": f"读取 {{kind}} 文件需要的组件 python-calamine 没有安装，或不能用于本机；{_SAVE_AS}。",
        "salvage-start": f"读取 {{kind}} 文件的辅助程序无法启动（{{reason}}），文件本身不一定有问题；请稍后重试，或{_SAVE_AS}。",
        "salvage-stopped": f"读取 {{kind}} 文件的辅助程序中途停止，没有读出内容，文件本身不一定有问题；{_SAVE_AS}。",
        "salvage-slow": f"读取 {{kind}} 文件用时过长，没有读完就停止了，文件本身不一定有问题；{_SAVE_AS}。",
        # Damage
        "truncated": "文件不完整，可能没有传完；需要重新发送。",
        "damaged": f"文件已损坏（{{part}}：{{reason}}）；{_SAVE_AS}。",
        "no-part": f"文件已损坏，缺少组成部分 {{part}}；{_SAVE_AS}。",
        "address": f"文件已损坏，单元格地址“{{text}}”有误或超出工作表范围；{_SAVE_AS}。",
        # What a real workbook never holds
        "doctype": f"{{part}} 含有 DOCTYPE 声明，为安全起见不予读取；{_NOT_OURS}。",
        "unsafe-name": f"文件内部含有不安全的路径“{{part}}”，不予读取；{_NOT_OURS}。",
        "duplicate-part": f"文件内部的 {{part}} 有内容不同的两份，无法判断以哪一份为准；{_SAVE_AS}。",
        # Limits
        "file-size": "文件超过 {limit} MB，不予读取；请删去图片等无关内容后另存为 .xlsx 再提交。",
        "members": f"文件内部超过 {{limit}} 个组成部分，不予读取；{_NOT_OURS}。",
        "part-size": f"{{part}} 展开后超过 {{limit}} MB，不予读取；{_NOT_OURS}。",
        "expanded-size": f"文件展开后合计超过 {{limit}} MB，不予读取；{_NOT_OURS}。",
        "cells": "工作簿中有内容的单元格超过 {limit} 个，不予读取；请删去与预算表无关的数据后再提交。",
        "text-size": f"{{part}} 中有一段文字超过 {{limit}} 个字符，不予读取；{_NOT_OURS}。",
        "all-text": "工作簿中的文字合计超过 {limit} 个字符，不予读取；请删去与预算表无关的数据后再提交。",
        "complex": f"{{part}} 的内部结构过于庞杂，不予读取；{_NOT_OURS}。",
    }
)


class UnreadableFile(Exception):
    """A file that can't be read. ``str`` gives the sentence for people; ``code`` is a key of its ``messages``."""

    messages: ClassVar[Mapping[str, str]] = MESSAGES

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code, dict(facts or {}))  # both in args, so that it survives the way from a worker process
        self.code = code
        self.facts: Mapping[str, object] = dict(facts or {})

    def __str__(self) -> str:
        return self.messages[self.code].format_map(_Facts({name: _short(fact) for name, fact in self.facts.items()}))


class DamagedOldFile(UnreadableFile):
    """An .xls, .ods or .xlsb file that the worker could not make sense of; ``code`` is that of the file's kind."""

    messages: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "xls": f"这是旧版 .xls（或 WPS 的 .et）工作簿，但内容已损坏，或设有密码，或版本过旧，读不出来；{_OPEN_OR_RESEND}。",
            "ods": f"这是 OpenDocument 表格（.ods），但内容已损坏，读不出来；{_OPEN_OR_RESEND}。",
            "xlsb": f"这是二进制工作簿（.xlsb），但内容已损坏，读不出来；{_OPEN_OR_RESEND}。",
        }
    )


class _Facts(dict[str, str]):
    """A message is shown even where a fact of it was not given."""

    def __missing__(self, name: str) -> str:
        return "?"


def _short(fact: object) -> str:
    """A fact as one printable line: names come from the file and may hold anything."""
    if isinstance(fact, int):
        return f"{fact:,}"
    text = "".join(letter if letter.isprintable() else "�" for letter in str(fact)[:81])
    return text if len(text) <= 80 else text[:79] + "…"


def damaged(part: str, reason: str) -> UnreadableFile:
    """The refusal of a part whose content is wrong; ``reason`` is a short Chinese phrase of :data:`REASONS`."""
    return UnreadableFile("damaged", {"part": part, "reason": REASONS[reason]})


#: What may be wrong with a part, as the ``damaged`` sentence says it.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "directory": "目录不完整",
        "compression": "压缩数据有误",
        "method": "压缩方式不受支持",
        "checksum": "校验和不符",
        "xml": "内容格式有误",
        "encoding": "文字编码不受支持",
        "root": "内容不是应有的种类",
        "structure": "内容结构有误",
        "string": "引用了不存在的文字",
        "name": "名称过长",
        "styles": "样式过多",
    }
)
