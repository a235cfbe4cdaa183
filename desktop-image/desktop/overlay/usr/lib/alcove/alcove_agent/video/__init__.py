"""The adaptive video stream: the screen as H.264 where it moves, without loss where it does not."""

from ..peer import Refused


def serve(peer, _request):
    # Loaded here and not by every other channel.
    try:
        from .screen import Screen, ScreenError
        from .stream import run
    except OSError:
        raise Refused("NotAvailable") from None
    try:
        screen = Screen()
    except ScreenError:
        raise Refused("NotAvailable") from None
    peer.accept()
    run(screen, peer.fileno(), peer.fileno())
