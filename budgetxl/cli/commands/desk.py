"""``budgetxl desk``: the page of the program in the browser, served to this machine only."""

from __future__ import annotations

import threading

import click

from ..app import OK
from ..chinese import ChineseCommand
from ..common import Failure, is_folder
from ..messages import say
from ..printing import show, tell
from .collect import MOST_JOBS


@click.command("desk", cls=ChineseCommand, help="在浏览器里打开工作台，只有这台电脑打得开：列出文件夹里的工作簿，结果写在旁边。")
@click.argument("folder", default=".", metavar="[DIR]")
@click.option("--jobs", type=int, metavar="N", help="文件多的时候同时用几个进程，默认与处理器个数相同。")
@click.option("--no-open", is_flag=True, help="不打开浏览器，只写出地址。")
def command(folder: str, jobs: int | None, no_open: bool) -> int:
    from budgetxl.desk import Desk
    from budgetxl.desk.page import page_served
    from budgetxl.desk.server import Calls, DeskServer, Life

    from ..running import pool_for_many
    from ..serving import OwnFolder

    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise Failure(say("jobs", most=MOST_JOBS))
    if not is_folder(folder):
        raise Failure(say("desk_folder", path=folder))
    page, policy = page_served()
    life = Life()
    calls = Calls(Desk(workers=lambda files: pool_for_many(jobs, files)), OwnFolder(folder), lambda: life.ended)
    server = DeskServer(page.encode(), policy, calls, life)
    try:
        show(say("desk_at", address=server.door.address))
        tell(say("desk_how"))
        if not no_open:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(server.door.address,), daemon=True).start()  # some wait for the browser's end
        server.run()
    except KeyboardInterrupt:  # the way to end it from the terminal
        life.end()
    tell(say("desk_over"))
    return OK
