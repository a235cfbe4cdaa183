"""What goes to the client, and when: woken by what is drawn, by what the client has seen, and by tiles that rest."""

import os
import select
import time
import zlib

from . import protocol
from .encoder import Encoder
from .picture import Picture
from .rate import RateControl
from .tiles import LOSSLESS_BYTES_MAX, LOSSLESS_TILES_MAX, Tiles
from .worker import Worker

# Better than this nobody sees, since it is sharpened when it rests; and it bounds what easy pictures cost.
QUANTISER_MIN = 24
# Pictures of video come no faster than this, but one between two others for what somebody typed.
FRAME_SECONDS = 1 / 60
FRAME_SECONDS_MIN = 0.006
# Where much moves, a picture comes in several pieces from its program: they are waited for, not sent one by one.
PIECES_SECONDS = 0.003
# Moving, this long after the last picture.
MOVING_SECONDS = 0.1
# The encoder aims at bits a picture for so many of them a second.
ENCODER_FRAMES_PER_SECOND = 30
# Even where the link carries more: 3.3 Mbit/s for 1280 by 720 in 30 pictures a second, as films are usually sent.
BITS_PER_PIXEL_MAX = 0.12
# What somebody typed is no larger, and goes although pictures are still on their way: so many bytes of them.
TYPED_BYTES_MAX = 3 * 1024
TYPED_EXTRA_BYTES = 96 * 1024
COMPRESSION_LEVEL = 1


class Output:
    """What the other side has not yet taken."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._waiting = bytearray()

    def __bool__(self):
        return bool(self._waiting)

    def send(self, data):
        self._waiting += data
        self.flush()

    def flush(self):
        while self._waiting:
            try:
                written = os.write(self._descriptor, self._waiting)
            except BlockingIOError:
                return
            del self._waiting[:written]


class Video:
    """One client's stream."""

    def __init__(self, screen, output):
        self._screen = screen
        self._output = output
        self._rate = RateControl()
        self._sequence = 0
        self._encoder = None
        self._worker = Worker()
        self._encoding = None
        self._paused = False
        self._video_at = 0.0
        self._video_slot = 0.0
        self._video_tiles = 0
        self._frame_seconds = FRAME_SECONDS
        self._begin()

    def _begin(self):
        """Everything anew, in the size that the screen has."""
        screen = self._screen
        if self._worker.busy:
            self._worker.finish()
        if self._encoder:
            self._encoder.close()
        self._encoder = None
        self._tiles = Tiles(screen.width, screen.height)
        self._picture = Picture(screen.width, screen.height)
        self._output.send(protocol.size(screen.width, screen.height))
        self._key = True
        self._damaged(None)

    def hear(self, kind, number, now):
        """A message of the client."""
        if kind == protocol.SEEN:
            bits = protocol.SEEN_MILLISECONDS_BITS
            held_ms = number & ((1 << bits) - 1)
            self._rate.seen(number >> bits, now, held_ms / 1000)
        elif kind == protocol.REFRESH:
            self._key = True
            self._tiles.change(self._tiles.all())
        elif kind == protocol.LIMIT:
            self._rate.limit(number * 1000)
        elif kind == protocol.PAUSE:
            self._paused = bool(number)

    def look(self):
        """Takes over what was drawn, if anything was."""
        rectangles, reconfigured = self._screen.damaged()
        if reconfigured and self._screen.resize():
            self._begin()
        elif rectangles:
            self._damaged(rectangles)

    def moves_much(self, now):
        """Whether large pictures come one after the other."""
        return now - self._video_at < MOVING_SECONDS and self._video_tiles > LOSSLESS_TILES_MAX

    def _damaged(self, rectangles):
        """Looks at these rectangles of the screen; at all of it for None."""
        screen, tiles = self._screen, self._tiles
        if rectangles is None:
            touched = list(tiles.all())
        else:
            touched = sorted({tile for rectangle in rectangles for tile in tiles.within(*rectangle)})
        if not touched:
            return
        areas = [tiles.rectangle(tile) for tile in touched]
        for top, bottom in _bands(areas):
            if not screen.capture(top, bottom):
                return  # it is smaller now, and the event that says so comes
        changed = [tile for tile, area in zip(touched, areas) if self._picture.take(screen.pixels, area)]
        tiles.change(touched if rectangles is None else changed)

    def send(self, now):
        """Sends what may go now. Returns when to come back although nothing happens; None for never."""
        if self._paused or self._output:
            return None
        tiles = self._tiles
        if tiles.changed:
            fresh, moving = tiles.split()
            if fresh and self._rate.may_send(TYPED_EXTRA_BYTES):
                bytes_max = LOSSLESS_BYTES_MAX if self._rate.may_send() else TYPED_BYTES_MAX
                if not self._send_lossless(fresh, now, bytes_max):
                    moving |= fresh
            if moving:
                due = max(self._video_at + FRAME_SECONDS_MIN, self._video_slot)
                if self._worker.busy or not self._rate.may_send():
                    return None
                if now < due:
                    return due
                self._begin_video(moving, now)
        still = tiles.still(now)
        if still and self._rate.may_send():
            self._send_lossless(still, now)
            return now if self._rate.may_send() else None
        return None if still else tiles.next_still()

    def _send_lossless(self, tiles, now, bytes_max=None):
        """Returns whether it did: not if there would be more than so many bytes."""
        rectangles = self._tiles.runs(tiles)
        data = zlib.compress(self._picture.packed(rectangles), COMPRESSION_LEVEL)
        if bytes_max is not None and len(data) > bytes_max:
            return False
        self._send(protocol.lossless(self._next(), rectangles, data), now)
        self._tiles.sent_lossless(tiles)
        return True

    def _begin_video(self, tiles, now):
        """The picture goes when it is encoded. Until then its tiles count as sent: nothing else may overtake it there."""
        encoder = self._encoder or self._new_encoder()
        rectangles = self._tiles.runs(tiles)
        for rectangle in rectangles:
            self._picture.convert(rectangle, encoder.planes)
        self._pace(now)
        key, self._key = self._key, False
        self._worker.begin(lambda: encoder.encode(int(now * 1000), key))
        self._encoding = tiles, rectangles, key
        self._video_at = now
        self._video_tiles = len(tiles)
        self._video_slot = max(self._video_slot + FRAME_SECONDS, now - FRAME_SECONDS)
        self._tiles.sent_video(tiles, now)

    @property
    def encoded(self):
        """Becomes readable when a picture is ready to be sent."""
        return self._worker.descriptor

    def send_video(self, now):
        is_key, data = self._worker.finish()
        tiles, rectangles, key = self._encoding
        if data:
            self._send(protocol.video(self._next(), is_key, rectangles, data), now)
        else:
            self._key = self._key or key
            self._tiles.change(tiles)

    def _pace(self, now):
        """Gives the encoder the bits that a picture may have at the rate in which pictures come."""
        interval = min(max(now - self._video_at, FRAME_SECONDS), 1 / ENCODER_FRAMES_PER_SECOND)
        self._frame_seconds += (interval - self._frame_seconds) / 8
        share = self._frame_seconds * ENCODER_FRAMES_PER_SECOND
        # In steps, so that it is not told about every small change.
        target = min(self._rate.encoder_bits_per_second, self._bits_per_second_max()) * share
        self._encoder.set_bitrate(max(200_000, int(target) // 100_000 * 100_000))

    def _bits_per_second_max(self):
        area = self._screen.width * self._screen.height
        return int(area * BITS_PER_PIXEL_MAX * ENCODER_FRAMES_PER_SECOND)

    def _new_encoder(self):
        width, height = (-(-size // 2) * 2 for size in (self._screen.width, self._screen.height))
        self._encoder = Encoder(width, height, self._bits_per_second_max(), QUANTISER_MIN)
        # What stands still beside moving pictures is there from the first on.
        self._picture.convert((0, 0, self._screen.width, self._screen.height), self._encoder.planes)
        return self._encoder

    def _next(self):
        self._sequence += 1
        return self._sequence

    def _send(self, message, now):
        self._rate.sent(self._sequence, len(message), now)
        self._output.send(message)


def _bands(areas):
    """The rows of these areas, from top to bottom without overlaps."""
    bands = []
    for _, y, _, height in areas:
        if bands and y <= bands[-1][1]:
            bands[-1][1] = max(bands[-1][1], y + height)
        else:
            bands.append([y, y + height])
    return bands


def run(screen, source, target):
    """Streams to the end of the source. Both are descriptors, and may be the same one."""
    os.set_blocking(source, False)
    os.set_blocking(target, False)
    output = Output(target)
    video = Video(screen, output)
    messages = protocol.ClientMessages()
    waiting = select.poll()
    while True:
        again = video.send(time.monotonic())
        waiting.register(target, select.POLLOUT if output else 0)
        waiting.register(source, select.POLLIN | (select.POLLOUT if output and source == target else 0))
        waiting.register(screen.descriptor, select.POLLIN)
        waiting.register(video.encoded, select.POLLIN)
        timeout = None if again is None else max(0, (again - time.monotonic()) * 1000)
        events = dict(waiting.poll(timeout))
        if events.get(source, 0) & ~select.POLLOUT:
            data = os.read(source, 4096)
            if not data:
                return
            for kind, number in messages.push(data):
                video.hear(kind, number, time.monotonic())
        if video.encoded in events:
            video.send_video(time.monotonic())
        output.flush()
        if screen.descriptor in events and video.moves_much(time.monotonic()):
            time.sleep(PIECES_SECONDS)
        video.look()
