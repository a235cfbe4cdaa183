"""Pictures by way of the clipboard, as PNG; its text goes with the pixels."""

import os
import subprocess
import tempfile

from . import files
from .peer import Refused

_TYPE = "image/png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ANSWER_SECONDS = 5


def serve(peer, request):
    if request.get("action") == "put":
        _put(peer, request["size"])
    else:
        _get(peer)


def _put(peer, size):
    """The channel stays open for as long as the picture can be pasted: until something else is copied."""
    with tempfile.TemporaryFile() as picture:
        peer.accept()
        if not files.receive_content(peer, picture.fileno(), size):
            return
        if os.pread(picture.fileno(), len(_SIGNATURE), 0) != _SIGNATURE:
            peer.send_json({"error": "Failed"})
            return
        picture.seek(0)
        with subprocess.Popen(
            ["xclip", "-quiet", "-selection", "clipboard", "-t", _TYPE, "-in"],
            stdin=picture,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as holder:
            peer.send_json({"stored": "clipboard"})
            holder.wait()


def _get(peer):
    try:
        found = subprocess.run(
            ["xclip", "-selection", "clipboard", "-t", _TYPE, "-out"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_ANSWER_SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        raise Refused("NotFound") from None
    if not found.startswith(_SIGNATURE):
        raise Refused("NotFound")
    peer.accept()
    peer.send_json({"size": len(found)})
    for start in range(0, len(found), files.CHUNK_BYTES):
        peer.send(found[start : start + files.CHUNK_BYTES])
