"""The messages between this program and the web client (client/src/channels/videoMessages.ts has the other side).

Each message is a 32-bit length of what follows, a byte that says its kind, and the content. Numbers are big-endian.

To the client:
  SIZE      width, height (16 bits each): the screen has this size; what was drawn before is void
  VIDEO     sequence number (32), flags (8; 1 = key frame), number of rectangles (16), the rectangles (x, y, width,
            height, 16 bits each), one H.264 access unit (Annex B) of the whole screen, of which these rectangles count
  LOSSLESS  sequence number (32), number of rectangles (16), the rectangles, zlib data: the rectangles' pixels one
            after the other, three bytes each in the order blue, green, red
From the client:
  SEEN      sequence number (32), milliseconds (16): all messages up to this one are on the screen, and it took so long
            from the arrival of this one until then
  REFRESH   nothing: everything is wanted again, with a key frame
  LIMIT     kilobits per second (32): no more than this from now on; 0 for no limit
  PAUSE     8 bits: 1 when nobody looks, 0 when somebody does again
"""

import struct

SIZE, VIDEO, LOSSLESS = 1, 2, 3
SEEN, REFRESH, LIMIT, PAUSE = 1, 2, 3, 4

FLAG_KEY = 1
# What clients send is this short.
CLIENT_MESSAGE_BYTES_MAX = 64
# In the number of a SEEN message, below the sequence number.
SEEN_MILLISECONDS_BITS = 16
CLIENT_CONTENT_BYTES = {SEEN: 6, REFRESH: 0, LIMIT: 4, PAUSE: 1}


class ProtocolError(Exception):
    """The other side sent something that is no message."""


def _message(kind, *parts):
    return b"".join((struct.pack(">IB", 1 + sum(map(len, parts)), kind), *parts))


def _rectangles(rectangles):
    return b"".join((struct.pack(">H", len(rectangles)), *(struct.pack(">4H", *each) for each in rectangles)))


def size(width, height):
    return _message(SIZE, struct.pack(">2H", width, height))


def video(sequence, key, rectangles, data):
    head = struct.pack(">IB", sequence, FLAG_KEY if key else 0)
    return _message(VIDEO, head, _rectangles(rectangles), data)


def lossless(sequence, rectangles, data):
    return _message(LOSSLESS, struct.pack(">I", sequence), _rectangles(rectangles), data)


class ClientMessages:
    """Reads what the client sends, in pieces as they come."""

    def __init__(self):
        self._data = bytearray()

    def push(self, data):
        """Returns the messages that are complete: pairs of kind and number. Raises ProtocolError."""
        self._data += data
        messages = []
        while len(self._data) >= 5:
            length, kind = struct.unpack_from(">IB", self._data)
            if length > CLIENT_MESSAGE_BYTES_MAX or CLIENT_CONTENT_BYTES.get(kind) != length - 1:
                raise ProtocolError(f"a message of kind {kind} with {length} bytes")
            if len(self._data) < 4 + length:
                break
            messages.append((kind, int.from_bytes(self._data[5 : 4 + length], "big")))
            del self._data[: 4 + length]
        return messages
