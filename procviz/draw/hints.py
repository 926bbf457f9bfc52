"""What is told about links, marks and maps under the mouse, in English and Simplified Chinese."""

_WORDS = {
    "en": {
        "and more": " and {} more",
        "tie waits": "{} waits for {} ({})",
        "tie wanted": "{} is waited for by {} ({})",
        "tie writes": "{} writes to {} ({})",
        "tie reads": "{} reads from {} ({})",
        "tie adopted": "{} was adopted by {} ({})",
        "tie adopts": "{} has adopted {} ({})",
        "child": "{1} is a child of {0} ({2})",
        "child gone": "{1} was a child of {0} ({2})",
        "waits": "{0} waits for {1}, which holds {2}",
        "flows": "{2}: {0} writes, {1} reads",
        "moves": "now: {}",
    },
    "zh": {
        "and more": " 等 {} 个",
        "tie waits": "{} 在等待 {}（{}）",
        "tie wanted": "等待 {} 的是 {}（{}）",
        "tie writes": "{} 写给 {}（{}）",
        "tie reads": "{} 读自 {}（{}）",
        "tie adopted": "{} 被 {} 收养（{}）",
        "tie adopts": "{} 收养了 {}（{}）",
        "child": "{1} 是 {0} 的子进程（{2}）",
        "child gone": "{1} 曾是 {0} 的子进程（{2}）",
        "waits": "{0} 在等待 {1}，它持有{2}",
        "flows": "{2}：{0} 写，{1} 读",
        "moves": "此刻：{}",
    },
}


def hint(key: str, lang: str, *values: object) -> str:
    """Return a text for the tooltip with its values in place."""
    return _WORDS[lang][key].format(*values)
