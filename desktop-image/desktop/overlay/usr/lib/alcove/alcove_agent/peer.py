"""What a channel says to the client and hears from it: messages, each with its length before it."""

import json
import struct

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Refused(Exception):
    """The channel is not opened. The gateway knows the codes (channelRefusals in model/channels.ts)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code

    def line(self):
        return json.dumps({"ok": False, "code": self.code}).encode() + b"\n"


class Peer:
    """The client, at the other end of a socket."""

    def __init__(self, connection):
        self._connection = connection

    def fileno(self):
        return self._connection.fileno()

    def accept(self):
        """Opens the channel: messages may go both ways after it."""
        self.write(b'{"ok":true}\n')

    def send(self, payload):
        """One message. Waits while the client does not take any more."""
        self.write(_LENGTH.pack(len(payload)) + payload)

    def send_json(self, value):
        self.send(json.dumps(value).encode())

    def offer(self, payload):
        """One message, or none where the client is behind. Returns whether it was sent."""
        data = _LENGTH.pack(len(payload)) + payload
        self._connection.setblocking(False)
        try:
            sent = self._connection.send(data)
        except BlockingIOError:
            return False
        finally:
            self._connection.setblocking(True)
        if sent < len(data):
            self.write(data[sent:])
        return True

    def receive(self):
        """The next message; None when the client has ended the channel."""
        head = self._read(_LENGTH.size)
        if head is None:
            return None
        (length,) = _LENGTH.unpack(head)
        if length > MESSAGE_BYTES_MAX:
            raise EOFError("A message is too long.")
        return self._read(length)

    def write(self, data):
        self._connection.sendall(data)

    def _read(self, length):
        data = bytearray(length)
        view = memoryview(data)
        while view:
            count = self._connection.recv_into(view)
            if count == 0:
                return None
            view = view[count:]
        return bytes(data)
