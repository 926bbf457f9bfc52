"""The screens: the panes, the help, the menu of signals, the end."""
