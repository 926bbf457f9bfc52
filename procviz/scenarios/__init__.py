"""The lessons: one plain script each, and the catalogue that reads their metadata."""
