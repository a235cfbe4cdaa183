"""The client's microphone: Opus that becomes a source of the desktop's sound server."""

import errno
import os

from . import opus
from .peer import Refused

# Where the server reads (module-pipe-source of /etc/pulse/default.pa): 16 bits, mono.
PIPE = "/run/user/1000/alcove-microphone"


def serve(peer, _request):
    try:
        # Without a reader, which the sound server is, it does not open.
        pipe = os.open(PIPE, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        raise Refused("NotAvailable") from None
    decoder = opus.Decoder(1)
    peer.accept()
    while (packet := peer.receive()) is not None:
        samples = decoder.decode(packet)
        try:
            os.write(pipe, samples)
        except OSError as error:
            # Nobody records, and the pipe is full: what is said now is not wanted later.
            if error.errno != errno.EAGAIN:
                raise
