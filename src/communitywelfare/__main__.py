"""``python -m communitywelfare`` is the command line."""

import sys

from communitywelfare.cli import main

if __name__ == "__main__":
    sys.exit(main())
