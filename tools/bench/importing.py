"""Time to import a file of one, two and four megabytes: twice the text takes twice the time."""

import gc
import time
from collections.abc import Callable

from tools.bench.measure import say

SIZES = (1, 2, 4)  # megabytes
SECTION = """
{title}管理制度

{title}管理制度一、总则(一)目的为了让{title}的工作有章可循,特制定本制度。(二)适用范围本制度适用于{title}全体员工。
二、考勤
1. 打卡
员工每天上下班各打卡一次,迟到[X]分钟以内的,每次扣除[X]元。
2. 请假
请假须提前一天提出;连续旷工超过三天的,按公司规定处理。
三、职责1、负责接待来访;2、登记来访者的姓名和事由;
3、下班前关闭电源- 门窗由最后离开的人检查。
"""
PLACES = "前台 后台 仓库 车间 食堂 宿舍 门卫 财务室 资料室 热线组".split()  # noqa: SIM905  easier to read


def run() -> None:
    from rules.importing import import_file

    def seconds(megabytes: int) -> float:
        data = _file(megabytes)
        found = import_file(data, "x.txt")
        if len(found.documents) != data.decode().count("管理制度一、"):
            raise SystemExit("the importer lost documents")
        return min(_seconds(lambda: import_file(data, "x.txt")) for _ in range(3))

    times = {size: seconds(size) for size in SIZES}
    for size in SIZES[1:]:
        detail = f"{times[1]:.1f} s for 1 MB, {times[size]:.1f} s for {size} MB"
        say(f"import of {size} MB / {size} times 1 MB", times[size] / (size * times[1]), "<= 1.5", detail)


def _seconds(act: Callable[[], object]) -> float:
    """Of the processor, so that other work on the machine does not count."""
    gc.collect()
    start = time.process_time()
    act()
    return time.process_time() - start


def _file(megabytes: int) -> bytes:
    sections = [SECTION.format(title=place) for place in PLACES]
    once = "".join(sections)
    return (once * (megabytes * 1_000_000 // len(once.encode()))).encode()
