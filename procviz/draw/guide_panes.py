"""What each pane means, with its own signs and keys: the first that the help shows."""

from procviz.draw.layout import Pane

Rows = tuple[tuple[str, str], ...]

MEANING: dict[str, dict[Pane, str]] = {
    "en": {
        Pane.PICKER: "All that can be run, by chapter. Every scenario is a real program of about "
        "a screen, which shows one thing about processes; your own scripts can stand here too.",
        Pane.SOURCE: "The program, and where each of its processes stands in it, each in its own "
        "colour. The file and the line follow the selected process.",
        Pane.STAGE: "The processes as cards, children below their parents. What happens moves: "
        "a fork grows a card, a signal travels along the line, a zombie is hatched until its "
        "parent takes its status. Below: the event in one sentence.",
        Pane.TIMELINE: "A lane for each process, from its birth to its reap, time from left to "
        "right. Strokes between lanes are forks, signals and reaps.",
        Pane.INSPECTOR: "Everything about the selected process. What is marked as sampled was "
        "read from time to time, all else was seen as it happened.",
        Pane.OUTPUT: "What the processes wrote, each line in the colour of who wrote it; the "
        "kernel names the writer. The other half has every event as a sentence.",
    },
    "zh": {
        Pane.PICKER: "可以运行的一切，按章节排列。每个场景都是一段真实的程序，大约一屏长，"
        "只讲关于进程的一件事；你自己的脚本也可以放在这里。",
        Pane.SOURCE: "程序的源代码，以及每个进程停在哪一行，各用自己的颜色。"
        "显示的文件和行跟随所选进程。",
        Pane.STAGE: "每个进程一张卡片，子进程在父进程下面。发生的事会动起来：fork 长出新卡片，"
        "信号沿着连线移动，僵尸进程画上斜线，直到父进程取走它的状态。下方用一句话说明当前事件。",
        Pane.TIMELINE: "每个进程一条泳道，从诞生到被回收，时间从左到右。"
        "泳道之间的竖线是 fork、信号和回收。",
        Pane.INSPECTOR: "所选进程的一切。标有“采样”的内容是隔一段时间读取的，其余都是当场看到的。",
        Pane.OUTPUT: "进程写出的内容，每一行用写它的进程的颜色；写者由内核告知。"
        "另一半是每个事件一句话。",
    },
}

SIGNS: dict[str, dict[Pane, Rows]] = {
    "en": {
        Pane.PICKER: (
            ("▌", "the cursor"), ("▶", "runs now"), ("✓", "has been run"),
            ("×2", "how many variants it has"), ("!", "its description is broken"),
            ("↑ ↓  Enter", "choose, run"), ("/", "search: any words of title or chapter"),
            ("v  V  a", "next variant, compare all, questions before a run"),
        ),
        Pane.SOURCE: (
            ("▶ ▷", "a process stands here; ▷ while it sleeps or is stopped"),
            ("≈", "it stood here when last looked at, and has told nothing since"),
            ("▎", "it ran this line just before; older ones fade"),
            ("+2", "so many more stand on this line"),
            ("●", "the picture stops when a process comes to this line (B)"),
            ("f", "follow the selected process, or stand still"),
            ("click", "select the process that stands on a line; again: the next one there"),
        ),
        Pane.STAGE: (
            ("┌┐ heavy", "the selected process"), ("╌ ╱╱", "a zombie"), ("═", "stopped"),
            ("┈", "reaped: its outline keeps the place"), ("▼", "a signal on its way"),
            ("├┄┤", "below it its tasks and threads (beside it where there are children)"),
            ("↔", "a pipe, a socket or a lock between two"),
            ("┄▶ ◀┄", "waits for a lock of that one; that one waits for its lock"),
            ("═▶ ◀═ ◆", "writes to, reads from; adopted by (in a grid ◀ ▶ mark them)"),
            ("▶ ▷", "at the gate: goes on next (→), may go on too (Tab chooses)"),
            ("Tab", "select the next process"), ("k", "send it a signal"),
        ),
        Pane.TIMELINE: (
            ("█ ─ ┄ ═ ╱", "runs, sleeps, waits, stopped, zombie"),
            ("▼ ✓", "a signal arrives, a status is taken"),
            ("╌", "a thread: whether it runs is not known"),
            ("┆ +3 …", "threads and tasks folded into one row: higher where more of them live"),
            ("◆", "on the axis a bookmark (b); on a lane an adoption"),
            ("Tab  ↑ ↓", "select a process"),
            ("+ - 0  < >", "zoom, all of it; earlier, later"),
            ("z", "fold the threads and tasks of the selected process"),
        ),
        Pane.INSPECTOR: (
            ("↔", "who holds the other end of a pipe"), ("· ■", "no, yes"),
            ("!", "something that will not go on by itself"), ("↑ ↓", "scroll"),
        ),
        Pane.OUTPUT: (
            ("▎", "the colour of the writer"), ("!", "written to stderr"),
            ("…", "lines that came too quickly to be kept: how many"),
            ("e", "output, or every event as a sentence"), ("/", "only lines with these words"),
            ("click", "select who wrote the line"),
        ),
    },
    "zh": {
        Pane.PICKER: (
            ("▌", "光标"), ("▶", "正在运行"), ("✓", "已经运行过"),
            ("×2", "变体的数目"), ("!", "描述有错误"),
            ("↑ ↓  Enter", "选择，运行"), ("/", "搜索：标题或章节中的任何词"),
            ("v  V  a", "下一个变体、比较全部、运行前提问"),
        ),
        Pane.SOURCE: (
            ("▶ ▷", "有进程停在这里；睡眠或停止时为 ▷"),
            ("≈", "上次采样时停在这里，此后没有事件"),
            ("▎", "刚刚运行过这一行；越早越淡"),
            ("+2", "这一行上还有这么多进程"),
            ("●", "有进程来到这一行时，画面停下（B）"),
            ("f", "跟随所选进程，或保持不动"),
            ("点击", "选择停在这一行的进程；再点：下一个"),
        ),
        Pane.STAGE: (
            ("粗边框", "所选进程"), ("╌ ╱╱", "僵尸进程"), ("═", "已停止"),
            ("┈", "已回收：轮廓保留位置"), ("▼", "正在送达的信号"),
            ("├┄┤", "其下是它的任务和线程（有子进程时在旁边）"),
            ("↔", "两者之间的管道、套接字或锁"),
            ("┄▶ ◀┄", "在等对方持有的锁；对方在等它持有的锁"),
            ("═▶ ◀═ ◆", "写给、读自；被收养（网格中用 ◀ ▶ 标出）"),
            ("▶ ▷", "在闸门处：下一个继续（→），也可以继续（Tab 选择）"),
            ("Tab", "选择下一个进程"), ("k", "向它发送信号"),
        ),
        Pane.TIMELINE: (
            ("█ ─ ┄ ═ ╱", "运行、睡眠、等待、停止、僵尸"),
            ("▼ ✓", "信号送达，状态被取走"),
            ("╌", "线程：不知道它是否在运行"),
            ("┆ +3 …", "折成一行的线程和任务：越高，同时存在的越多"),
            ("◆", "在时间轴上：书签（b）；在泳道上：收养"),
            ("Tab  ↑ ↓", "选择进程"),
            ("+ - 0  < >", "缩放、全程；更早、更晚"),
            ("z", "折叠所选进程的线程和任务"),
        ),
        Pane.INSPECTOR: (
            ("↔", "谁持有管道的另一端"), ("· ■", "否、是"),
            ("!", "不会自己继续下去的事"), ("↑ ↓", "滚动"),
        ),
        Pane.OUTPUT: (
            ("▎", "写者的颜色"), ("!", "写到 stderr"),
            ("…", "来得太快、没有保留的行：有多少"),
            ("e", "输出，或每个事件一句话"), ("/", "只看含有这些词的行"),
            ("点击", "选择写这一行的进程"),
        ),
    },
}  # fmt: skip

MOUSE: dict[str, Rows] = {
    "en": (
        ("a scenario", "choose it (↑ ↓), again: run it (Enter)"),
        ("a card, a lane, a line", "select the process (Tab)"),
        ("the head of a lane", "select (Tab), again: fold its threads and tasks (z)"),
        ("the time line", "go to that moment (→ ←), dragging too"),
        ("the map below it", "show that part (< >), dragging pans; all in sight: go there (→ ←)"),
        ("a line of the source", "select who stands there (Tab)"),
        ("the number of a line", "the picture stops there (B), again: no longer"),
        ("who is ready at the gate", "choose it (Tab), again: let it go on (→)"),
        ("a pane, a tab", "go there (1 – 6)"),
        ("a key in the footer", "the same as the key"),
        ("a row of a menu, an answer", "choose it (↑ ↓), again: take it (Enter); beside it: Esc"),
        ("the wheel", "scroll (PgUp PgDn)"),
        ("resting the pointer", "tells the whole of what is cut there"),
    ),
    "zh": (
        ("场景", "选择（↑ ↓），再点：运行（Enter）"),
        ("卡片、泳道、输出行", "选择进程（Tab）"),
        ("泳道名称", "选择（Tab），再点：折叠它的线程和任务（z）"),
        ("时间线", "转到那一刻（→ ←），也可拖动"),
        ("下方的全程图", "看那一段（< >），拖动可平移；已是全程时：转到那一刻（→ ←）"),
        ("源代码行", "选择停在那里的进程（Tab）"),
        ("行号", "画面在此停下（B），再点：取消"),
        ("闸门处的就绪者", "选择（Tab），再点：放行（→）"),
        ("窗格、标签", "转到那里（1 – 6）"),
        ("底栏的按键", "与按键相同"),
        ("菜单的行、答案", "选择（↑ ↓），再点：采用（Enter）；点旁边：Esc"),
        ("滚轮", "滚动（PgUp PgDn）"),
        ("停住指针", "显示被截断内容的全文"),
    ),
}
