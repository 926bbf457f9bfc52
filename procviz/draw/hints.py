"""What is told about links, marks, keys and the map under the mouse, in English and Chinese."""

_WORDS = {
    "en": {
        "and more": " and {} more",
        "tie waits": "{} waits for {} ({})",
        "tie wanted": "{} is waited for by {} ({})",
        "tie writes": "{} writes to {} ({})",
        "tie reads": "{} reads from {} ({})",
        "tie adopted": "{} was adopted by {} ({})",
        "tie adopts": "{} has adopted {} ({})",
        "link fork": "{0} made {1} ({2})",
        "link reap": "{1} reaps {0}",
        "link signal": "{2} from {0} to {1}",
        "link adopt": "{1} is adopted by {0}",
        "link waits": "{0} waits for {1}, which holds {2}",
        "link flows": "{2}: {0} writes, {1} reads",
        "outside": "outside",
        "bookmark": "bookmark at {} · {} {}: to the next, the previous one",
        "playhead": "the playhead: {} · drag it, or {} {}",
        "state": "{} {}  {}, {} – {}",
        "folded": "{} {}: {} · a click or {} unfolds them",
        "unfolded": "a click or {} folds its {} threads and tasks",
        "map": "the whole run, {} – {}, and how much happens when",
        "map jump": "a click or dragging goes there ({} {}, {} {}) · {} zooms in",
        "map pan": "in sight: {} – {} · a click looks there, dragging pans ({} {}) · {}: all of it",
        "gate chosen": "goes on next: a click or {} lets it",
        "gate ready": "a click or {} chooses it, again or {}: lets it go on",
        "gate →": "let the chosen one do its next event",
        "gate Tab": "choose who of those that are ready goes on next",
        "gate Space": "go on by itself, by the policy, or stop that",
    },
    "zh": {
        "and more": " 等 {} 个",
        "tie waits": "{} 在等待 {}（{}）",
        "tie wanted": "等待 {} 的是 {}（{}）",
        "tie writes": "{} 写给 {}（{}）",
        "tie reads": "{} 读自 {}（{}）",
        "tie adopted": "{} 被 {} 收养（{}）",
        "tie adopts": "{} 收养了 {}（{}）",
        "link fork": "{0} 创建了 {1}（{2}）",
        "link reap": "{1} 回收 {0}",
        "link signal": "{2}：从 {0} 到 {1}",
        "link adopt": "{1} 被 {0} 收养",
        "link waits": "{0} 在等待 {1}，它持有：{2}",
        "link flows": "{2}：{0} 写，{1} 读",
        "outside": "外部",
        "bookmark": "书签：{} · {} {}：下一个、上一个",
        "playhead": "播放位置：{} · 可拖动，或用 {} {}",
        "state": "{} {}  {}，{} – {}",
        "folded": "{} {}：{} · 点击或按 {} 展开",
        "unfolded": "点击或按 {} 折叠它的 {} 个线程和任务",
        "map": "整个运行：{} – {}，以及何时发生得多",
        "map jump": "点击或拖动转到那里（{} {}，{} {}）· {} 放大",
        "map pan": "当前可见：{} – {} · 点击看那里，拖动可平移（{} {}）· {}：全程",
        "gate chosen": "下一个继续：点击或按 {} 放行",
        "gate ready": "点击或按 {} 选择它，再点或按 {} 放行",
        "gate →": "让选中的进程做下一件事",
        "gate Tab": "从就绪的进程中选择谁下一个继续",
        "gate Space": "按策略自动继续，或停下",
    },
}


def hint(key: str, lang: str, *values: object) -> str:
    """Return a text for the tooltip with its values in place."""
    return _WORDS[lang][key].format(*values)


def known(key: str, lang: str) -> bool:
    """Tell whether there is such a text."""
    return key in _WORDS[lang]
