"""
Files to and from the client, in the user's folder for downloads. All is done as the user: what he may not write he
does not write here either, and his quota counts.
"""

import errno
import os
import re
import stat
import unicodedata

from .peer import Refused

CHUNK_BYTES = 32 * 1024
LIST_MAX = 1000
NAME_BYTES_MAX = 200
# A volume that is full to its last byte is one that its user cannot sign in to.
RESERVE_BYTES = 16 * 1024 * 1024
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def serve(peer, request):
    action = {"list": _list, "download": _download, "upload": _upload}.get(request.get("action"))
    if action is None:
        raise Refused("Failed")
    try:
        action(peer, request)
    except OSError as error:
        if isinstance(error, (BrokenPipeError, ConnectionResetError)):
            raise
        raise Refused("NoSpace" if error.errno in _NO_SPACE else "Failed") from None


def folder():
    """The user's folder for downloads, as xdg-user-dirs says; made where it is missing."""
    home = os.environ["HOME"]
    path = os.path.join(home, "Downloads")
    try:
        with open(os.path.join(home, ".config/user-dirs.dirs"), encoding="utf-8") as file:
            found = re.search(r'^XDG_DOWNLOAD_DIR="\$HOME/([^"\n]+)"', file.read(), re.MULTILINE)
            if found:
                path = os.path.join(home, found[1])
    except (OSError, ValueError):
        pass
    os.makedirs(path, exist_ok=True)
    return path


def _list(peer, _request):
    entries = []
    with os.scandir(folder()) as found:
        for entry in found:
            if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                continue
            try:
                entry.name.encode()
                about = entry.stat(follow_symlinks=False)
            except (OSError, UnicodeEncodeError):
                continue  # gone meanwhile, or of a name that JSON cannot carry
            modified = about.st_mtime_ns // 1_000_000
            entries.append({"name": entry.name, "size": about.st_size, "modified": modified})
    entries.sort(key=lambda entry: -entry["modified"])
    peer.accept()
    peer.send_json(entries[:LIST_MAX])


def _download(peer, request):
    name = request["name"]
    if "/" in name or "\0" in name or name in (".", ".."):
        raise Refused("BadName")
    try:
        # Opening a pipe would wait for its other end.
        source = os.open(os.path.join(folder(), name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise Refused("NotFound") from None
    about = os.fstat(source)
    if not stat.S_ISREG(about.st_mode):
        raise Refused("NotFound")
    peer.accept()
    send_content(peer, source, about.st_size)


def send_content(peer, source, size):
    """The size, and so many bytes; less of a file that becomes shorter meanwhile, which the client sees."""
    peer.send_json({"size": size})
    left = size
    while left > 0 and (data := os.read(source, min(left, CHUNK_BYTES))):
        peer.send(data)
        left -= len(data)


def _upload(peer, request):
    directory = folder()
    name, size = clean_name(request["name"]), request["size"]
    room = os.statvfs(directory)
    if size + RESERVE_BYTES > room.f_bavail * room.f_frsize:
        raise Refused("NoSpace")
    # Without a name: however this ends, nothing of a file is left that did not come whole.
    target = os.open(directory, os.O_TMPFILE | os.O_WRONLY, 0o600)
    peer.accept()
    try:
        if not receive_content(peer, target, size):
            return
        os.fchmod(target, 0o644 & ~_umask())
        peer.send_json({"stored": _give_name(target, directory, name)})
    except OSError as error:
        if isinstance(error, (BrokenPipeError, ConnectionResetError)):
            raise
        peer.send_json({"error": "NoSpace" if error.errno in _NO_SPACE else "Failed"})


def receive_content(peer, target, size):
    """Returns whether it came whole."""
    left = size
    while left > 0:
        data = peer.receive()
        if data is None or len(data) > left:
            return False
        left -= len(data)
        view = memoryview(data)
        while view:
            view = view[os.write(target, view) :]
    return True


def clean_name(name):
    """What a name of another system may be here: no folders, nothing hidden, nothing that a terminal would obey."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    name = name.strip().lstrip(".").strip() or "file"
    stem, extension = os.path.splitext(name)
    # Bytes that were half of a letter go as well.
    extension = extension.encode()[: NAME_BYTES_MAX // 2].decode(errors="ignore")
    room = NAME_BYTES_MAX - len(extension.encode())
    return stem.encode()[:room].decode(errors="ignore") + extension


def _give_name(target, directory, name):
    """The file becomes visible, under the first name that is free: nothing is overwritten."""
    stem, extension = os.path.splitext(name)
    place = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    number = 0
    while True:
        free = f"{stem} ({number}){extension}" if number else name
        try:
            # With a directory's descriptor it is linkat, which follows the link to the file that has no name yet.
            os.link(f"/proc/self/fd/{target}", free, dst_dir_fd=place, follow_symlinks=True)
            return free
        except FileExistsError:
            number += 1


def _umask():
    mask = os.umask(0o077)
    os.umask(mask)
    return mask & 0o022
