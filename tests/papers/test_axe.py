"""Every kind of page of the public site held against WCAG 2.1 A and AA by axe-core, in a browser, narrow and wide.

Where there is no chromium, or IKTUI_AXE does not name the axe.min.js of the npm package axe-core, it is skipped.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from store.changes import edits
from store.register.store import Store
from tests.papers.site import fill, make, pages_of

AXE = Path(os.environ.get("IKTUI_AXE", "axe.min.js"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (320, 1280)
RUN = """
axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then((found) => parent.postMessage({
  wide: document.documentElement.scrollWidth > innerWidth, passes: found.passes.length,
  violations: found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), page: location.href, width: innerWidth,
}, "*"));
"""
HOST = """<!DOCTYPE html><html lang="en"><title>axe</title><pre id="told"></pre><script>
const told = document.getElementById("told");
addEventListener("message", (event) => { told.textContent += JSON.stringify(event.data) + "\\n"; });
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="there is no chromium")
@pytest.mark.skipif(not AXE.is_file(), reason="IKTUI_AXE names no axe.min.js")
@pytest.mark.parametrize("has_scripts", [True, False])
def test_axe_finds_nothing_on_any_kind_of_page(
    demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_scripts: bool
) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2022-06-01")
    fill(demo_store)
    site = make(demo_store, tmp_path / "side")
    kinds = {path.parent.name + path.stem.partition("-")[0]: path for path in pages_of(site)}
    assert len(kinds) == 1 + 3 * 13
    frames = ""
    for path in kinds.values():
        _with_axe(path, has_scripts)
        frames += "".join(f'<iframe src="{path.as_uri()}" width="{width}" height="900"></iframe>' for width in WIDTHS)
    (tmp_path / "host.html").write_text(HOST + frames, encoding="utf-8")
    told = _told(tmp_path / "host.html", tmp_path)
    assert {(one["page"], one["width"]) for one in told} == {
        (path.as_uri(), width) for path in kinds.values() for width in WIDTHS
    }
    for one in told:
        assert one["passes"] > 5, one
        assert one["violations"] == [], one
        assert not one["wide"], one


def _with_axe(path: Path, has_scripts: bool) -> None:
    """Put axe into the page, past its policy; without its own script, where nobody has scripts."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text(encoding="utf-8"))
    if not has_scripts:
        text = re.sub(r'<script src="../site.js"[^>]*></script>', "", text)
    added = f'<script src="{AXE.resolve().as_uri()}"></script><script>{RUN}</script></body>'
    path.write_text(text.replace("</body>", added), encoding="utf-8")


def _told(host: Path, home: Path) -> list[dict[str, Any]]:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom"]
    command = [str(BROWSER), *options, f"--user-data-dir={home}/profile", host.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    match = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert match is not None, done.stderr
    return [json.loads(html.unescape(line)) for line in match[1].splitlines()]
