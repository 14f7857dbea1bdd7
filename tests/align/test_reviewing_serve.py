"""``duiyi review serve``: saved at once, by its own page only, never over somebody else's change."""

import builtins
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from review_fixture import chromium, copied, needs_chromium

from align.reviewing.files import read_review
from align.reviewing.serve import ADDRESS, application, replace, serve, version
from tmx.base.errors import InputError, MissingExtraError, OutputError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("starlette")
uvicorn = pytest.importorskip("uvicorn")
KEY = "a-key"


class Served(NamedTuple):
    """A running server and the file it serves."""

    path: Path
    port: int

    @property
    def own(self) -> str:
        return f"{ADDRESS}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.own}/{KEY}/"

    def ask(
        self, method: str, path: str, body: bytes | None = None, /, **headers: str
    ) -> tuple[int, str, Any]:
        """A request, as any program on this machine could send it."""
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        result = answer.status, answer.read().decode(), answer.headers
        connection.close()
        return result

    def put(self, body: bytes, seen: str, **headers: str) -> int:
        headers = {"Origin": f"http://{self.own}", "If_Match": seen, **headers}
        return self.ask("PUT", f"/{KEY}/file", body, **headers)[0]


@contextmanager
def running(path: Path) -> Iterator[Served]:
    with socket.socket() as listener:
        listener.bind((ADDRESS, 0))
        listener.listen()
        served = Served(path, listener.getsockname()[1])
        config = uvicorn.Config(application(path, served.own, KEY), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield served
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with running(copied(tmp_path)) as server:
        yield server


@pytest.fixture
def browser() -> Iterator["Browser"]:
    with chromium() as running_browser:
        yield running_browser


def eventually(shown: "Page", true: Callable[[], bool]) -> None:
    """Wait for the page to have saved."""
    for _ in range(500):
        if true():
            return
        shown.wait_for_timeout(20)
    pytest.fail("not saved in ten seconds")


def test_saves_what_was_seen(served: Served) -> None:
    content = served.path.read_bytes()
    changed = content.replace(b"\t1.00\t\t", b"\t1.00\tok\t", 1)
    status, _, headers = served.ask(
        "PUT", f"/{KEY}/file", changed, Origin=f"http://{served.own}", If_Match=version(served.path)
    )
    assert (status, served.path.read_bytes()) == (204, changed)
    assert headers["ETag"] == version(served.path)


def test_does_not_overwrite_what_it_has_not_seen(served: Served) -> None:
    seen, content = version(served.path), served.path.read_bytes()
    served.path.write_bytes(content + b"# somebody else was here\n")
    assert served.put(content, seen) == 412
    assert served.path.read_bytes().endswith(b"was here\n")


def test_refuses_what_is_no_review_file(served: Served) -> None:
    content = served.path.read_bytes()
    status, body, _ = served.ask(
        "PUT", f"/{KEY}/file", b"nonsense\n", Origin=f"http://{served.own}", If_Match=version(served.path)
    )
    assert status == 422 and f"{served.path}:1: 1 column instead of 6" in body
    assert served.path.read_bytes() == content


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),  # a name that was made to point here (DNS rebinding)
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
    ids=["origin", "null origin", "host", "port", "fetch site"],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_refuses_strangers(served: Served, method: str, headers: dict[str, str], status: int) -> None:
    content = served.path.read_bytes()
    if method == "GET":
        answer, body, _ = served.ask("GET", f"/{KEY}/", None, **headers)
        assert "lighthouse" not in body
    else:
        answer = served.put(content + b"# x\n", version(served.path), **headers)
    assert answer == status
    assert served.path.read_bytes() == content


def test_refuses_a_write_without_an_origin(served: Served) -> None:
    content = served.path.read_bytes()
    assert served.ask("PUT", f"/{KEY}/file", content + b"#\n", If_Match=version(served.path))[0] == 403
    assert served.path.read_bytes() == content


@pytest.mark.parametrize(
    "path", ["/", "/other-key/", "/a-key", "/a-key/other", "/%2e%2e/a-key/x", "/%C3%A9/"]
)
def test_serves_nothing_but_the_page(served: Served, path: str) -> None:
    status, body, _ = served.ask("GET", path)
    assert status in (307, 404) and "lighthouse" not in body


def test_the_page_may_not_be_framed_or_kept(served: Served) -> None:
    _, _, headers = served.ask("GET", f"/{KEY}/")
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store"


@needs_chromium
def test_each_key_is_saved_and_undone_on_disk(served: Served, browser: "Browser") -> None:
    before = served.path.read_bytes()
    shown = browser.new_page()
    shown.goto(served.url)
    shown.keyboard.press("a")
    eventually(shown, lambda: b"\tok\t" in served.path.read_bytes())
    assert [line.judged for line in read_review(served.path).lines][:2] == [True, False]
    for key in "adaadmaz":
        shown.keyboard.press(key)
    while shown.locator("#said").inner_text() != "Nothing to undo.":
        shown.keyboard.press("z")
    eventually(shown, lambda: served.path.read_bytes() == before)


@needs_chromium
def test_two_windows_do_not_overwrite_each_other(served: Served, browser: "Browser") -> None:
    one, other = browser.new_page(), browser.new_page()
    for window in (one, other):
        window.goto(served.url)
    one.keyboard.press("a")
    eventually(one, lambda: b"\tok\t" in served.path.read_bytes())
    first = served.path.read_bytes()
    other.keyboard.press("d")
    other.wait_for_selector("#trouble:not([hidden])")
    assert "changed the file" in other.locator("#trouble-text").inner_text()
    other.keyboard.press("a")
    other.wait_for_timeout(200)
    assert served.path.read_bytes() == first
    with other.expect_download() as download:
        other.click("#mine")
    assert b"\tdrop" in download.value.path().read_bytes()
    other.on("dialog", lambda dialog: dialog.accept())
    other.click("#reload")
    other.wait_for_selector("article.ok")
    other.keyboard.press("End")
    other.keyboard.press("a")
    eventually(other, lambda: sum(line.judged for line in read_review(served.path).lines) == 2)


@needs_chromium
def test_another_site_cannot_reach_it(served: Served, browser: "Browser", tmp_path: Path) -> None:
    """A page of another origin that knows even the key can neither read nor write."""
    content = served.path.read_bytes()
    page = browser.new_page()
    (tmp_path / "evil.html").write_text("<!doctype html><title>evil</title>", encoding="utf-8")
    page.goto((tmp_path / "evil.html").as_uri())
    tried = page.evaluate(
        "async ([url, seen]) => [await fetch(url).then(r => r.text(), () => 'blocked'),"
        " await fetch(url + 'file', {method: 'PUT', body: 'x', headers: {'If-Match': seen}})"
        ".then(r => r.status, () => 'blocked')]",
        [served.url, version(served.path)],
    )
    assert tried == ["blocked", "blocked"]
    assert served.path.read_bytes() == content


def test_a_broken_file_stops_it_before_it_listens(tmp_path: Path) -> None:
    path = tmp_path / "x.bitext.tsv"
    path.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(InputError, match="1 column"):
        serve(path)


def test_a_taken_port_is_an_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        with pytest.raises(OutputError, match="cannot be used"):
            serve(copied(tmp_path), port=taken.getsockname()[1])


def test_without_the_extra_the_hint_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] in ("uvicorn", "starlette"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError) as caught:
        serve(copied(tmp_path))
    assert "duiyi[web]" in str(caught.value)


def test_replacing_is_all_or_nothing(tmp_path: Path) -> None:
    path = copied(tmp_path)
    content = path.read_bytes()
    with pytest.raises(InputError):
        replace(path, content + b"half a li", seen=version(path))
    assert path.read_bytes() == content
    assert sorted(p.suffix for p in tmp_path.iterdir()).count(".part") == 0
