"""Add calls of ours to a function of a library in Python, without a frame that anybody sees.

The function keeps its identity, signature, file, lines and columns: only its code object is made
anew, from its source with our calls in it, so tracebacks and stacks read as without us.
"""

import _ast

_HOOKS = "procviz's hooks"  # a constant in the new code, replaced by the object that has them


def graft(function, hooks, change):
    """Let ``change(node)`` add calls of methods of ``hooks`` to the syntax tree of ``function``.

    Raises OSError where the source is not there, and whatever ``change`` raises.
    """
    code = function.__code__
    before, tree = _parse(code)
    change(tree.body[0].body[0])
    new = compile(tree, code.co_filename, "exec", dont_inherit=True)
    for name in (before, code.co_name):
        new = next(part for part in new.co_consts if getattr(part, "co_name", None) == name)
    consts = tuple(hooks if part == _HOOKS else part for part in new.co_consts)
    function.__code__ = new.replace(co_consts=consts)


def _parse(code):
    """Return the name of its class and a tree: this class with nothing in it but the function."""
    with open(code.co_filename, encoding="utf-8") as file:
        lines = file.read().split("\n")
    first = code.co_firstlineno
    last = max(end or 0 for _, end, _, _ in code.co_positions())
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    while last < len(lines) and (not lines[last].strip() or lines[last][: indent + 1].isspace()):
        last += 1
    owner = code.co_qualname.rpartition(".")[0]
    head = "\n" * (first - 2) + f"class {owner}:\n"
    text = head + "\n".join(lines[first - 1 : last])
    return owner, compile(text, code.co_filename, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)


def call(method, arguments, like):
    """Return ``hooks.method(arguments)`` as an expression that stands where ``like`` stands."""
    text = f"{_HOOKS!r}.{method}({arguments})"
    expression = compile(text, "", "eval", _ast.PyCF_ONLY_AST, dont_inherit=True).body
    _place(expression, like)
    return expression


def statement(method, arguments, like):
    """Return the same as a statement."""
    out = _ast.Expr(call(method, arguments, like))
    _place(out, like)
    return out


def wrap_returns(node, method, arguments):
    """Make each ``return X`` in this function ``return hooks.method(X, arguments)``."""
    for child in _children(node):
        if isinstance(child, _ast.Return) and child.value is not None:
            value = child.value
            child.value = call(method, f"None, {arguments}", value)
            child.value.args[0] = value
        elif not isinstance(child, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)):
            wrap_returns(child, method, arguments)


def _children(node):
    for name in node._fields:
        value = getattr(node, name, None)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, _ast.AST):
                yield item


def _place(node, like):
    """As ast.copy_location does, for all that is below too."""
    if "lineno" in node._attributes:
        node.lineno = node.end_lineno = like.lineno
        node.col_offset = node.end_col_offset = like.col_offset
    for child in _children(node):
        _place(child, like)
