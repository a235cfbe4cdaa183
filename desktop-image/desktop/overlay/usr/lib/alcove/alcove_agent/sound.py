"""What programs of the desktop play, as Opus. Nothing is sent while it is silent."""

import os
import select
import struct
import subprocess
import time

from . import opus

CHANNELS = 2
BITS_PER_SECOND = 96_000
FRAME_MS = 10
FRAME_SAMPLES = opus.RATE * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * 2 * CHANNELS
_SILENCE = bytes(FRAME_BYTES)
# What fades out stays whole, and the pause between two words is no gap.
_TAIL_FRAMES = 500 // FRAME_MS
# The sound server runs from the first program on that wants it, and may be started again.
_RETRY_SECONDS = 1
_TIME = struct.Struct(">I")


def serve(peer, _request):
    encoder = opus.Encoder(CHANNELS, BITS_PER_SECOND)
    peer.accept()
    while True:
        if _server_is_there():
            _record(peer, encoder)
        if _ended(peer, _RETRY_SECONDS):
            return


def _server_is_there():
    return os.path.exists(os.environ["PULSE_SERVER"].removeprefix("unix:"))


def _record(peer, encoder):
    """Until the sound server ends."""
    command = ["parec", "--raw", "--format=s16le", f"--rate={opus.RATE}", f"--channels={CHANNELS}"]
    command += ["--device=speakers.monitor", "--latency-msec=10", "--process-time-msec=10"]
    # Meters and mixers would show it as a program that listens.
    command += ["--client-name=Alcove", "--stream-name=Stream", "--property=application.id=alcove"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as recorder:
        try:
            _encode(peer, encoder, recorder.stdout)
        finally:
            recorder.kill()


def _encode(peer, encoder, samples):
    silent_frames = _TAIL_FRAMES
    # The clock goes on while nothing is sent, so that the client sees how long it was silent.
    position = time.monotonic_ns() * opus.RATE // 1_000_000_000
    while len(frame := samples.read(FRAME_BYTES)) == FRAME_BYTES:
        silent_frames = silent_frames + 1 if frame == _SILENCE else 0
        if silent_frames < _TAIL_FRAMES:
            # A client that is behind loses sound rather than hearing it late.
            peer.offer(_TIME.pack(position & 0xFFFFFFFF) + encoder.encode(frame))
        elif silent_frames % _TAIL_FRAMES == 0 and _ended(peer, 0):
            return
        position += FRAME_SAMPLES


def _ended(peer, seconds):
    """Whether the client has gone. It has nothing to say on this channel."""
    poll = select.poll()
    poll.register(peer, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
