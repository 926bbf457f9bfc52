"""What went through, in a few words; no code of the program is run for it."""

_SHOWN = 60  # characters
_BYTES = 4 * _SHOWN  # that so many characters take in UTF-8
_Function = type(lambda: None)
_BUFFERS = {bytes, bytearray}


def view(data):
    """Return the bytes of a buffer; None where only code of the program's could give them."""
    if any(type(vars(cls).get("__buffer__")) is _Function for cls in type(data).__mro__):
        return None
    return memoryview(data)


def size_of(data):
    """How many bytes; -1 = not known."""
    if type(data) in _BUFFERS:
        return len(data)
    with view(data) or _Nothing() as bytes_:
        return -1 if bytes_ is None else bytes_.nbytes


def text_of(data, size=None):
    """Return the beginning of it as text, where it is text, else as the repr of bytes."""
    if type(data) in _BUFFERS:  # no view: another thread may want to resize a bytearray
        size = len(data) if size is None else size
        head, whole = bytes(data[: min(size, _BYTES)]), size <= _BYTES
    else:
        with view(data) or _Nothing() as bytes_:
            if bytes_ is None or not bytes_.contiguous:
                return ""
            with bytes_.cast("B") as flat:
                size = flat.nbytes if size is None else size
                head, whole = flat[: min(size, _BYTES)].tobytes(), size <= _BYTES
    text = _decoded(head, whole)
    if text is None or not text.translate(_LAYOUT).isprintable():
        return _cut(repr(head[:_SHOWN]), _SHOWN)
    return text[:_SHOWN]


_LAYOUT = dict.fromkeys(map(ord, "\n\r\t"), " ")


def _decoded(head, whole):
    try:
        return head.decode()
    except UnicodeDecodeError as error:
        if whole or error.start < len(head) - 3:
            return None
        return head[: error.start].decode()  # a character that was cut in two


def _cut(text, most):
    return text if len(text) <= most else text[: most - 1] + "…"


class _Nothing:
    def __enter__(self):
        return None

    def __exit__(self, *_):
        return None
