"""
Serves one connection of a gateway.

The gateway speaks TLS 1.3, checks the display's certificate and sends one line of JSON: the secret, the channel's name
and its parameters. The answer is a line too, `{"ok": true}` or `{"ok": false, "code": "..."}`. What follows are the
channel's bytes.

Everything before the answer is done as root, and nothing after it. The process parts in two: the half with the
connection becomes a user that nobody else is, so that the assigned user can neither read its memory nor end it. The
half with the channel becomes the assigned user. Between them is a pair of sockets.
"""

import hmac
import importlib
import json
import os
import pwd
import socket
import ssl
import sys

from . import pump
from .peer import Peer, Refused

ETC = "/etc/alcove"
AGENT_USER = "alcove-agent"
DESKTOP_USER_ID = 1000
HANDSHAKE_TIMEOUT_SECONDS = 10
REQUEST_BYTES_MAX = 16 * 1024

# Channels by name, each a module here with `serve(peer, request)`, which is called as the assigned user. One that has
# to do something as root before has `prepare(request)` too, which returns what it found out under the name `prepared`.
CHANNELS = ("camera", "clipboard", "files", "microphone", "print", "sound", "timezone", "video")


def main():
    try:
        secured = secure(socket.socket(fileno=os.dup(0)))
        request = read_request(secured)
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing.")
    except OSError:
        return  # it does not speak TLS, says nothing, or is gone
    if request is None:
        sys.exit("A connection without the secret was refused.")
    name = request.get("channel")
    try:
        if name not in CHANNELS:
            raise Refused("NotAvailable")
        module = load(name)
        prepare = getattr(module, "prepare", None)
        if prepare:
            request["prepared"] = prepare(request)
    except Refused as refusal:
        secured.sendall(refusal.line())
        return
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        # Without a goodbye: the connection is the other half's.
        os.close(secured.detach())
        serve(module, Peer(theirs), request)
    theirs.close()
    become(pwd.getpwnam(AGENT_USER))
    pump.run(secured, ours)


def secure(connection):
    """The connection inside TLS, with the display's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0
    context.load_cert_chain(f"{ETC}/display.crt", f"{ETC}/display.key")
    # Also for what is read next: whoever says nothing is not waited for.
    connection.settimeout(HANDSHAKE_TIMEOUT_SECONDS)
    return context.wrap_socket(connection, server_side=True)


def read_request(secured):
    """The request without its secret; None where it does not know the secret."""
    with open(f"{ETC}/agent.secret", "rb") as file:
        secret = file.read().strip()
    line = bytearray()
    while not line.endswith(b"\n"):
        # Byte by byte: what comes after the line is the channel's.
        byte = secured.recv(1)
        if not byte or len(line) >= REQUEST_BYTES_MAX:
            return None
        line += byte
    try:
        request = json.loads(line)
    except ValueError:
        return None
    if not isinstance(request, dict):
        return None
    shown = request.pop("secret", None)
    if not isinstance(shown, str) or len(secret) < 64:
        return None
    return request if hmac.compare_digest(shown.encode(), secret) else None


def load(name):
    try:
        return importlib.import_module(f".{name}", __package__)
    except ModuleNotFoundError:
        raise Refused("NotAvailable") from None


def serve(module, peer, request):
    """Does the channel's work as the assigned user, and ends the process."""
    status = 0
    try:
        # The gateway's connection was all that came with the process.
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        user = pwd.getpwuid(DESKTOP_USER_ID)
        become(user)
        enter(user)
        module.serve(peer, request)
    except Refused as refusal:
        peer.write(refusal.line())
    except (BrokenPipeError, ConnectionResetError, EOFError):
        pass  # the other half is gone
    except Exception as error:  # pylint: disable=broad-except
        # The kind alone: a message may have a path or a name of the user's in it.
        print(f"A channel failed: {type(error).__name__}", file=sys.stderr, flush=True)
        status = 1
    os._exit(status)


def become(user):
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)


def enter(user):
    """The surroundings of the user's session, for the programs that channels start."""
    run = f"/run/user/{user.pw_uid}"
    os.environ.clear()
    os.environ.update(
        HOME=user.pw_dir,
        USER=user.pw_name,
        LOGNAME=user.pw_name,
        PATH="/usr/local/bin:/usr/bin:/bin",
        LANG="C.UTF-8",
        XDG_RUNTIME_DIR=run,
        DISPLAY=":0",
        XAUTHORITY=f"{run}/xauthority",
        # Named, it is not started by us: it would end with the channel.
        PULSE_SERVER=f"unix:{run}/pulse/native",
    )
    os.chdir(user.pw_dir if os.path.isdir(user.pw_dir) else "/")
