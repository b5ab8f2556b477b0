"""The pages are valid HTML by the Nu checker, where Java and its jar are: `VNU_JAR=vnu.jar`."""

import json
import os
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from tests.site.building import Built, files_of

pytestmark = pytest.mark.site

# Material turns the memory of form fields off where there is none to turn off: at checkboxes.
OF_MATERIAL = ("Attribute “autocomplete” is only allowed when the input type is",)
AT_ONCE = 200


def test_pages_are_valid(based: Built) -> None:
    """The checker complains of what Material is known for, and of nothing else."""
    jar, java = os.environ.get("VNU_JAR"), shutil.which("java")
    if not jar or not java:
        # The checker is a Java program that no Python lock can pin; `.ci/run` fetches it.
        pytest.skip("VNU_JAR names no checker, or there is no Java")
    pages = sorted(based.site / path for path in files_of(based.site) if path.endswith(".html"))
    assert pages
    wrong = []
    for start in range(0, len(pages), AT_ONCE):
        command = [
            java,
            "-Xss4m",
            "-jar",
            jar,
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
        ]
        command += [str(page) for page in pages[start : start + AT_ONCE]]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        wrong += [
            (urlsplit(said["url"]).path.removeprefix(str(based.site)), said["message"])
            for said in json.loads(run.stdout)["messages"]
            if said["type"] == "error" and not said["message"].startswith(OF_MATERIAL)
        ]
    assert wrong == []
