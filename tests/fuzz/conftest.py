"""The registry of readers and the spoiler are modules beside these tests: `tasks.py fuzz` uses them too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
