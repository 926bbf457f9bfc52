"""procviz shows what Unix processes do."""

__version__ = "0.1.0"
