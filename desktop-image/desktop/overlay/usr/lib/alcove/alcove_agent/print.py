"""
What was printed in the desktop, on its way to the client. The printer's backend (/usr/lib/cups/backend/alcove) puts
documents into a folder; each goes to the client and is removed when the client says that it has it.
"""

import fcntl
import json
import os
import select
import signal
import stat

from . import files

SPOOL = "/var/spool/alcove-print"
# Where the kernel does not say that something was added.
_LOOK_SECONDS = 5


def serve(peer, _request):
    woken, wake = os.pipe2(os.O_NONBLOCK)
    signal.signal(signal.SIGIO, lambda *_: None)
    signal.set_wakeup_fd(wake)
    _watch()
    poll = select.poll()
    poll.register(woken, select.POLLIN)
    poll.register(peer, select.POLLIN)
    peer.accept()
    while True:
        for name in sorted(_documents()):
            if not _deliver(peer, name):
                return
        ready = dict(poll.poll(_LOOK_SECONDS * 1000))
        if peer.fileno() in ready:
            return  # there is nothing to be said to us unasked
        if woken in ready:
            os.read(woken, 4096)


def _watch():
    """Has this process signalled when a document appears."""
    try:
        directory = os.open(SPOOL, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.fcntl(directory, fcntl.F_NOTIFY, fcntl.DN_RENAME | fcntl.DN_MULTISHOT)
    except OSError:
        pass


def _documents():
    try:
        return [name for name in os.listdir(SPOOL) if name.endswith(".pdf")]
    except FileNotFoundError:
        return []


def _deliver(peer, name):
    """Returns whether the channel goes on."""
    path = os.path.join(SPOOL, name)
    try:
        document = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        about = os.fstat(document)
        if not stat.S_ISREG(about.st_mode) or os.pread(document, 5, 0) != b"%PDF-":
            os.unlink(path)
            return True
        peer.send_json({"title": _title(name)})
        files.send_content(peer, document, about.st_size)
    finally:
        os.close(document)
    answer = peer.receive()
    if answer is None:
        return False
    if json.loads(answer).get("received") is True:
        os.unlink(path)
        return True
    return False


def _title(name):
    """The backend's names are the job's number, a full stop, and its title."""
    return name.removesuffix(".pdf").partition(".")[2] or "Document"
