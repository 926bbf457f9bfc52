"""``procviz serve``: the app in a browser, each tab with an app of its own."""
