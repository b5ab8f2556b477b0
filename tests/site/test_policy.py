"""The policy that each page sets: no script runs but the site's own."""

import base64
import hashlib
import re

import pytest
from playwright.sync_api import Browser, Route

from tests.site.building import Built
from tests.site.reading import pages_of

pytestmark = pytest.mark.site

POLICY = 'meta[http-equiv="Content-Security-Policy"]'
SMUGGLED = """
<script>document.title = "smuggled"</script>
<img src="no-such-picture" onerror="document.title = 'smuggled'">
<script src="https://elsewhere.invalid/x.js"></script>
<base href="https://elsewhere.invalid/">
"""


def test_each_page_names_the_scripts_in_it(based: Built) -> None:
    """The policy has the hash of every script that stands in a page, and of no other."""
    seen = 0
    for path, tree in pages_of(based).items():
        if tree.css_first('meta[http-equiv="refresh"]') is not None:
            assert tree.css("script") == [], path
            continue
        policy = tree.css_first(POLICY)
        assert policy is not None, path
        written = {
            base64.b64encode(hashlib.sha256(script.text().encode()).digest()).decode()
            for script in tree.css("script:not([src])")
            if not (script.attributes.get("type") or "").endswith("json")
        }
        named = set(re.findall(r"'sha256-([^']+)'", policy.attributes["content"] or ""))
        assert named == written, f"{path}: put these under inline_scripts in mkdocs.yml: {written}"
        seen += 1
    assert seen > 20


@pytest.mark.browser
def test_nothing_smuggled_in_runs(based_url: str, browser: Browser) -> None:
    """Were a script to come into a page, the browser would not run it, and the page would work."""

    def smuggle(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</article>", SMUGGLED))

    context = browser.new_context()
    page = context.new_page()
    refused = {}
    page.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
    page.route(f"{based_url}papers/kelp-1/", smuggle)
    page.goto(f"{based_url}papers/kelp-1/")
    page.wait_for_load_state("networkidle")
    assert "smuggled" in page.content()
    assert page.title().startswith("Kelp Forests")
    assert refused == {"https://elsewhere.invalid/x.js": "csp"}
    assert page.locator(".sheaf-star").count() > 0
    context.close()
