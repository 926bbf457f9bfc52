"""The report's own words, in both languages; what was found is explained by its kind."""

WORDS = {
    "en": {
        "title": "Report on {}",
        "command": "Command",
        "scenario": "Scenario",
        "start": "Started",
        "host": "Machine",
        "sources": "Seen by",
        "events": "Events",
        "count": "{count} in {seconds:.3f} s",
        "made": "Made by procviz {}.",
        "stage": "The most telling moment",
        "moment": "At {seconds:.3f} s of {total:.3f} s.",
        "time": "Time line",
        "findings": "Findings",
        "none": "Nothing was found wrong, as far as was seen.",
        "processes": "Processes",
        "pid": "PID",
        "name": "Name",
        "parent": "Made by",
        "life": "Began, ended",
        "end": "How it ended",
        "alive": "still there at the end of the log",
        "first": "procviz",
        "output": "Output",
        "silent": "Nothing was written.",
        "cut": "… {} earlier lines are left out",
        "dropped": "The first {} lines of the run are not kept.",
        "unseen": "Not seen",
        "wrote": "{pid} {name}",
    },
    "zh": {
        "title": "{} 的报告",
        "command": "命令",
        "scenario": "场景",
        "start": "开始时间",
        "host": "机器",
        "sources": "观察来源",
        "events": "事件",
        "count": "{seconds:.3f} 秒内 {count} 个",
        "made": "由 procviz {} 生成。",
        "stage": "最能说明问题的时刻",
        "moment": "第 {seconds:.3f} 秒，共 {total:.3f} 秒。",
        "time": "时间线",
        "findings": "发现的问题",
        "none": "就所见而言，没有发现问题。",
        "processes": "进程",
        "pid": "PID",
        "name": "名称",
        "parent": "由谁创建",
        "life": "开始、结束",
        "end": "如何结束",
        "alive": "日志结束时仍然存在",
        "first": "procviz",
        "output": "输出",
        "silent": "没有任何输出。",
        "cut": "……前面 {} 行从略",
        "dropped": "本次运行最初的 {} 行没有保留。",
        "unseen": "没有看到的",
        "wrote": "{pid} {name}",
    },
}

EXPLAINED = {
    "en": {
        "zombie": "A process that has ended keeps its PID and its status until its parent takes "
        "them with wait(2). It uses no memory and no CPU, but PIDs are limited. Let the parent "
        "wait for every child, or ignore SIGCHLD if nobody needs the status.",
        "orphan": "When a parent ends first, the kernel gives its children to the nearest "
        "subreaper or to PID 1, which reaps them. That is wanted for a daemon; otherwise let the "
        "parent wait before it ends.",
        "eof": "A pipe ends only when the last process that could write has closed its end, and "
        "fork(2) copies every descriptor. Let each process close the ends that it does not use.",
        "lost": "A lock is given back by whoever took it; the death of a process gives back "
        "nothing. Do not kill a process that may hold a lock, and wait with a timeout.",
        "deadlock": "Each of them waits for what the next one has, so none can go on. Take locks "
        "in the same order everywhere, or wait with a timeout and give back what you hold.",
        "queue": "multiprocessing.Queue guards its pipe with a lock, and whoever was killed "
        "inside took the lock along. Let a process end by itself: send it a message to stop.",
    },
    "zh": {
        "zombie": "已结束的进程会保留 PID 和状态，直到父进程用 wait(2) 取走。它不占内存也不占 CPU，"
        "但 PID 数量有限。父进程应当等待每个子进程；如果没有人需要状态，可以忽略 SIGCHLD。",
        "orphan": "父进程先结束时，内核把它的子进程交给最近的 subreaper 或 PID 1，由后者回收。"
        "守护进程正需要这样；否则父进程应当先等待再结束。",
        "eof": "只有当最后一个能写的进程关闭了写端，管道才会结束，而 fork(2) 会复制所有描述符。"
        "每个进程都应当关闭自己不用的那一端。",
        "lost": "锁由取得它的进程归还；进程死亡并不会归还任何东西。不要终止可能持有锁的进程，"
        "等待时请设置超时。",
        "deadlock": "它们各自等待下一个所持有的东西，因此谁也无法继续。各处都按相同的顺序取锁，"
        "或者等待时设置超时，并归还已持有的锁。",
        "queue": "multiprocessing.Queue 用锁保护它的管道，在其中被终止的进程把锁也带走了。"
        "让进程自己结束：给它发一条停止的消息。",
    },
}
