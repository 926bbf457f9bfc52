"""What a person did wrong, or what the machine does not allow, as opposed to a bug of ours."""


class Sentence(Exception):  # noqa: N818 - it is what it says
    """One plain sentence for the person: what is wrong, and what to do."""
