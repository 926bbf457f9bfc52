"""The words of the screen in English and Simplified Chinese: the field's standard terms."""

import locale
import os

from procviz.state import State

LANGUAGES = ("en", "zh")

_STATES = {
    "en": {state: state.value for state in State},
    "zh": {
        State.RUNNING: "运行",
        State.SLEEPING: "睡眠",
        State.WAITING: "等待",
        State.STOPPED: "停止",
        State.ZOMBIE: "僵尸",
        State.GONE: "已回收",
    },
}
_STATES["en"][State.GONE] = "reaped"


def language(asked: str | None = None) -> str:
    """Return ``en`` or ``zh``: what was asked for, else what the locale says (locale(7))."""
    if asked in LANGUAGES:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith("zh") else "en"


def state(which: State, lang: str) -> str:
    """Return the word for a state."""
    return _STATES[lang][which]


def word(key: str, lang: str) -> str:
    """Return a word or short text of the screen; the key itself where there is none."""
    pair = _WORDS.get(key)
    return pair[LANGUAGES.index(lang)] if pair else key


# key -> English, Chinese
_WORDS = {
    # panes
    "scenarios": ("Scenarios", "场景"),
    "source": ("Source", "源代码"),
    "stage": ("Stage", "舞台"),
    "timeline": ("Time line", "时间线"),
    "inspector": ("Inspector", "检查器"),
    "output": ("Output", "输出"),
    "events": ("Events", "事件"),
    "own_scripts": ("Your scripts", "自己的脚本"),
    # hints
    "no_run": ("press Enter to run", "按 Enter 运行"),
    "no_process": ("no process yet", "还没有进程"),
    "no_output": ("no output yet", "还没有输出"),
    "no_source": ("no source to show", "没有可以显示的源代码"),
    "no_match": ("nothing matches", "没有匹配的内容"),
    "too_small": ("the terminal is too small", "终端太小"),
    # the texts of a scenario
    "teaches": ("What it teaches", "讲什么"),
    "watch": ("Watch", "看什么"),
    "trap": ("Trap", "陷阱"),
    "habit": ("Good habit", "好习惯"),
    "differs": ("Elsewhere", "其他平台"),
    "read": ("Read on", "延伸阅读"),
    "variant": ("variant", "变体"),
    "variants": ("variants", "变体"),
    # keys
    "run": ("run", "运行"),
    "again": ("run again", "重新运行"),
    "pause": ("pause", "暂停"),
    "play": ("play", "播放"),
    "next": ("next", "下一个"),
    "previous": ("previous", "上一个"),
    "select": ("next process", "下一个进程"),
    "choose": ("choose", "选择"),
    "focus": ("focus a pane", "切换窗格"),
    "full_screen": ("full screen", "全屏"),
    "back": ("back", "返回"),
    "forward": ("one event forward", "前进一个事件"),
    "backward": ("one event back", "后退一个事件"),
    "to_start": ("to the start", "回到开头"),
    "to_live": ("to the live edge", "跳到实况"),
    "slower": ("slower", "减速"),
    "faster": ("faster", "加速"),
    "follow": ("follow", "跟随"),
    "send_signal": ("send a signal", "发送信号"),
    "search": ("search", "搜索"),
    "filter": ("filter", "筛选"),
    "screenshot": ("screenshot", "截图"),
    "record": ("record", "录制"),
    "help": ("help", "帮助"),
    "palette": ("commands", "命令面板"),
    "quit": ("quit", "退出"),
    # a run
    "live": ("live", "实况"),
    "replay": ("replay", "回放"),
    "running": ("running", "运行中"),
    "paused": ("paused", "已暂停"),
    "ended": ("ended", "已结束"),
    "speed": ("speed", "速度"),
    "human_pace": ("human pace", "适合人眼的速度"),
    "true_time": ("true time", "真实时间"),
    "lost": ("lost", "丢失"),
    "dropped": ("lines dropped", "行被丢弃"),
    "sampled": ("sampled", "采样所得"),
    "from_terminal": ("terminal", "终端"),
    "from_kernel": ("kernel", "内核"),
    "from_you": ("you", "你"),
    # a process
    "process": ("process", "进程"),
    "processes": ("processes", "进程"),
    "zombie": ("zombie", "僵尸"),
    "zombies": ("zombies", "僵尸进程"),
    "orphan": ("orphan", "孤儿进程"),
    "not_instrumented": ("not instrumented", "没有探针"),
    "name": ("name", "名称"),
    "state": ("state", "状态"),
    "age": ("age", "存在时间"),
    "pid": ("PID", "PID"),
    "parent": ("parent", "父进程"),
    "children": ("children", "子进程"),
    "adopted_by": ("adopted by", "收养者"),
    "group": ("group", "进程组"),
    "session": ("session", "会话"),
    "tty": ("terminal", "终端"),
    "started": ("started", "启动时间"),
    "at": ("at", "位置"),
    "blocked_in": ("blocked in", "阻塞于"),
    "exit": ("exit", "退出码"),
    "signals": ("signals", "信号"),
    "caught": ("caught", "捕获"),
    "ignored": ("ignored", "忽略"),
    "blocked": ("blocked", "阻塞"),
    "pending": ("pending", "未决"),
    "fds": ("files", "文件描述符"),
    "memory": ("memory", "内存"),
    "shared": ("shared", "共享"),
    "private": ("private", "私有"),
    "threads": ("threads", "线程"),
    "cpu": ("CPU", "CPU"),
    "user": ("user", "用户态"),
    "system": ("system", "内核态"),
    "switches": ("context switches", "上下文切换"),
    "command": ("command", "命令"),
    # strokes of the time line
    "fork": ("fork", "fork"),
    "signal": ("signal", "信号"),
    "reap": ("reap", "回收"),
    "adopt": ("adopt", "收养"),
}
