"""Carries bytes between the gateway's connection and the channel, each side no faster than the other takes them."""

import select
import ssl

CHUNK_BYTES = 64 * 1024
# What waits for one side before the other is not read any more.
WAITING_BYTES_MAX = 128 * 1024
_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


def run(secured, channel):
    """Goes on until the channel has said all, or the gateway is gone."""
    secured.setblocking(False)
    channel.setblocking(False)
    to_gateway, to_channel = bytearray(), bytearray()
    channel_ended = False
    poll = select.poll()
    while to_gateway or not channel_ended:
        hear_gateway = len(to_channel) < WAITING_BYTES_MAX
        hear_channel = not channel_ended and len(to_gateway) < WAITING_BYTES_MAX
        _watch(poll, secured, hear_gateway, to_gateway)
        _watch(poll, channel, hear_channel, not channel_ended and to_channel)
        # What TLS has decrypted already is not seen by poll.
        decrypted = hear_gateway and secured.pending() > 0
        ready = dict(poll.poll(0 if decrypted else None))
        if hear_gateway and (decrypted or ready.get(secured.fileno(), 0) & _READABLE):
            if not _receive(secured, to_channel):
                return
        if hear_channel and ready.get(channel.fileno(), 0) & _READABLE:
            channel_ended = not _receive(channel, to_gateway)
        if not _send(secured, to_gateway):
            return
        if not _send(channel, to_channel):
            to_channel.clear()
    _say_goodbye(secured)


def _watch(poll, source, reading, waiting):
    """Unwatched when nothing is wanted: one that has hung up would be reported again and again."""
    events = (select.POLLIN if reading else 0) | (select.POLLOUT if waiting else 0)
    if events:
        poll.register(source, events)
    else:
        try:
            poll.unregister(source)
        except KeyError:
            pass


def _receive(source, target):
    """Returns whether the source may have more to say."""
    try:
        data = source.recv(CHUNK_BYTES)
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return True
    except OSError:
        return False
    target += data
    return bool(data)


def _send(target, data):
    """Returns whether the target is still there."""
    if not data:
        return True
    try:
        sent = target.send(data[:CHUNK_BYTES])
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return True
    except OSError:
        return False
    del data[:sent]
    return True


def _say_goodbye(secured):
    try:
        secured.unwrap()
    except OSError:
        pass  # the gateway's goodbye is not waited for
