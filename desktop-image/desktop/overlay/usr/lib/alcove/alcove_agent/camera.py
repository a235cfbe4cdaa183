"""
The client's camera. It would need a video device that plays what is written to it (v4l2loopback), which is the
kernel's business and so the host's: no container has one of its own.
"""

from .peer import Refused


def serve(_peer, _request):
    raise Refused("NotAvailable")
