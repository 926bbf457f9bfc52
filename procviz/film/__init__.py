"""What goes out of procviz as a file: casts, films and pictures of the screen."""
