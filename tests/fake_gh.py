"""Stands for `gh` in tests: issues, labels and pull requests are kept in a JSON file."""

import json
import os
import sys
from pathlib import Path
from typing import Any

STATE = Path(os.environ["FAKE_GH"])


def main(arguments: list[str]) -> None:
    """Do what one command of gh does, and keep what it was."""
    state = json.loads(STATE.read_text(encoding="utf-8"))
    state["calls"].append(arguments)
    print(_answer(state, arguments), end="")
    STATE.write_text(json.dumps(state), encoding="utf-8")


def _answer(state: dict[str, Any], arguments: list[str]) -> str:
    match arguments:
        case ["issue", "view", number, *_]:
            issue = state["issues"][number]
            return f"{issue['author' if '.author.login' in arguments else 'body']}\n"
        case ["issue", "edit", number, *changes]:
            labels = state["issues"][number]["labels"]
            for sign, label in zip(changes[::2], changes[1::2], strict=True):
                labels[:] = [one for one in labels if one != label]
                if sign == "--add-label":
                    labels.append(label)
        case ["issue", "comment", number, *options]:
            state["issues"][number]["comment"] = _body(options)
        case ["issue", "list", *_]:
            issues = state["issues"].items()
            return "".join(f"{n}\n" for n, issue in issues if "approved" in issue["labels"])
        case ["api", "graphql", *options]:
            number = next(o for o in options if o.startswith("number=")).partition("=")[2]
            issue = state["issues"][number]
            return f"{issue['edited']} {issue['approved']}\n"
        case ["api", path, *options] if "/statuses/" in path:
            sha = path.rpartition("/")[2]
            state["statuses"][sha] = next(o for o in options if o.startswith("state=")).partition(
                "="
            )[2]
        case ["api", _, *_]:
            return "583231\n"
        case ["pr", "list", "--head", branch, *_]:
            return "7\n" if branch in state["pulls"] else ""
        case ["pr", "create", "--head", branch, *options]:
            state["pulls"][branch] = _body(options)
        case ["pr", "edit", _, *options]:
            state["edited_pulls"].append(_body(options))
        case ["label", "create", *_]:
            pass
        case _:
            sys.exit(f"fake gh knows no {arguments}")
    return ""


def _body(options: list[str]) -> str:
    return Path(options[options.index("--body-file") + 1]).read_text(encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
