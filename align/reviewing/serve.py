"""Review in the browser, saved to disk at once: a server for one file and one person, on this machine only.

Whoever asks must know the key in the address, call the server by the name it listens to, and come from its
own page. A file is replaced only by someone who has seen its present version; what isn't a review file is
refused.
"""

import hashlib
import io
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from align.reviewing.files import read_review
from align.reviewing.page import Saving, page
from tmx.base.errors import DuiyiError, InputError, MissingExtraError, OutputError
from tmx.base.files import opened, replacing
from tmx.bitext import read

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

ADDRESS = "127.0.0.1"
LARGEST = 256 * 1024 * 1024  # bytes of a review file: three million sentences
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def serve(path: Path, *, port: int = 0, ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve the review of a file until the person ends it.

    :param port: 0 for any free one.
    :param ready: called with the address once the server answers.
    :raises MissingExtraError: if Starlette or uvicorn is not installed.
    :raises InputError: if the file isn't a review file.
    :raises OutputError: if the port is taken.
    """
    try:
        import uvicorn
    except ImportError:
        raise _missing() from None
    read_review(path)
    with socket.socket() as listener:
        try:
            listener.bind((ADDRESS, port))
        except OSError as error:
            raise OutputError(
                f"port {port} cannot be used: {error.strerror}", hint="Choose another --port."
            ) from None
        key = secrets.token_urlsafe(16)
        own = f"{ADDRESS}:{listener.getsockname()[1]}"
        listener.listen()
        ready(f"http://{own}/{key}/")
        settings = uvicorn.Config(application(path, own, key), log_level="warning", lifespan="off")
        with suppress(KeyboardInterrupt):  # the way to end it
            uvicorn.Server(settings).run(sockets=[listener])


def application(path: Path, own: str, key: str) -> "Starlette":
    """The server as an ASGI application.

    :param own: its address, such as ``127.0.0.1:8000``: the only host and origin it answers to.
    :param key: the secret part of its address.
    """
    try:
        from starlette.applications import Starlette
        from starlette.responses import HTMLResponse, PlainTextResponse
        from starlette.routing import Route
    except ImportError:
        raise _missing() from None

    def refused(request: "Request") -> "Response | None":
        origin = request.headers.get("origin")
        if request.headers.get("host") != own or origin not in (None, f"http://{own}"):
            return PlainTextResponse("This server answers its own page only.", 403, SAFE)
        if not secrets.compare_digest(request.path_params["key"].encode(), key.encode()):
            return PlainTextResponse("Not found.", 404, SAFE)
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("This server answers its own page only.", 403, SAFE)
        return None

    def show(request: "Request") -> "Response":
        if (refusal := refused(request)) is not None:
            return refusal
        try:
            saving = Saving(f"/{key}/file", version(path))
            return HTMLResponse(page(path, saving=saving), headers=SAFE)
        except DuiyiError as error:
            return PlainTextResponse(str(error), 409, SAFE)

    async def save(request: "Request") -> "Response":
        if (refusal := refused(request)) is not None:
            return refusal
        if request.headers.get("origin") is None:
            return PlainTextResponse("This server saves for its own page only.", 403, SAFE)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return PlainTextResponse("Too large.", 413, SAFE)
        try:
            saved = replace(path, bytes(body), seen=request.headers.get("if-match", ""))
        except DuiyiError as error:
            return PlainTextResponse(str(error), 422, SAFE)
        status = 204 if saved else 412
        return PlainTextResponse(None, status, SAFE | {"ETag": version(path)})

    return Starlette(
        routes=[Route("/{key}/", show, methods=["GET"]), Route("/{key}/file", save, methods=["PUT"])]
    )


def version(path: Path) -> str:
    """The version of a file, as an entity tag (RFC 9110, 8.8.3)."""
    with opened(path) as stream:
        return f'"{hashlib.sha256(stream.read()).hexdigest()[:32]}"'


def replace(path: Path, content: bytes, *, seen: str) -> bool:
    """Replace a review file; False, and nothing is done, if it is not the version that was ``seen``.

    :raises InputError: if ``content`` isn't a review file.
    """
    if version(path) != seen:
        return False
    try:
        for _ in read(io.BytesIO(content)):
            pass
    except InputError as error:
        error.path = path
        raise
    with replacing(path) as stream:
        stream.write(content)
    return True


def _missing() -> MissingExtraError:
    return MissingExtraError(
        "the review server needs Starlette and uvicorn",
        hint="Install them: pip install 'duiyi[web]'. A page without a server: duiyi review page FILE.",
    )
