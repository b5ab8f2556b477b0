"""What the programs that tests start inherit."""

import os


def uncovered() -> dict[str, str]:
    """The environment, but for what makes a program slow: that it counts the lines it runs."""
    return {name: os.environ[name] for name in os.environ if not name.startswith("COVERAGE_")}
