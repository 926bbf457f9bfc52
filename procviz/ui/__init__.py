"""The Textual app: the only part of procviz that knows Textual."""
