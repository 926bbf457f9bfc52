"""``python -m procviz``."""

import sys

from procviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
