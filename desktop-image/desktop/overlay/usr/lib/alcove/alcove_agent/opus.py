"""Opus (RFC 6716) by the system's library: what is needed of its C interface."""

import ctypes

RATE = 48_000
_PACKET_BYTES_MAX = 1500
# Of opus_defines.h.
_RESTRICTED_LOWDELAY = 2051
_SET_BITRATE = 4002
_SET_COMPLEXITY = 4010
# Half of the default: a quarter less CPU for a difference that nobody hears at this bit rate.
_COMPLEXITY = 5

_library = ctypes.CDLL("libopus.so.0")
_library.opus_encoder_create.restype = ctypes.c_void_p
_library.opus_decoder_create.restype = ctypes.c_void_p
_library.opus_encode.argtypes = (
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_int32,
)
_library.opus_decode.argtypes = (
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_int32,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_int,
)


class Encoder:
    """Encodes 16-bit samples at RATE, with 2.5 ms of delay."""

    def __init__(self, channels, bits_per_second):
        error = ctypes.c_int()
        self._channels = channels
        self._packet = ctypes.create_string_buffer(_PACKET_BYTES_MAX)
        self._encoder = ctypes.c_void_p(
            _library.opus_encoder_create(RATE, channels, _RESTRICTED_LOWDELAY, ctypes.byref(error))
        )
        _check(error.value)
        for setting, value in ((_SET_BITRATE, bits_per_second), (_SET_COMPLEXITY, _COMPLEXITY)):
            _check(_library.opus_encoder_ctl(self._encoder, setting, ctypes.c_int(value)))

    def encode(self, samples):
        """One packet; the samples are 2.5, 5, 10 or 20 ms."""
        count = len(samples) // (2 * self._channels)
        length = _check(
            _library.opus_encode(self._encoder, samples, count, self._packet, _PACKET_BYTES_MAX)
        )
        return self._packet.raw[:length]


class Decoder:
    """Decodes to 16-bit samples at RATE."""

    # The longest packet has 120 ms.
    _SAMPLES_MAX = RATE * 120 // 1000

    def __init__(self, channels):
        error = ctypes.c_int()
        self._channels = channels
        self._samples = ctypes.create_string_buffer(self._SAMPLES_MAX * 2 * channels)
        self._decoder = ctypes.c_void_p(
            _library.opus_decoder_create(RATE, channels, ctypes.byref(error))
        )
        _check(error.value)

    def decode(self, packet):
        """The samples of a packet; none of one that is damaged."""
        count = _library.opus_decode(
            self._decoder, packet, len(packet), self._samples, self._SAMPLES_MAX, 0
        )
        return self._samples.raw[: max(count, 0) * 2 * self._channels]


def _check(result):
    if result < 0:
        raise RuntimeError(f"libopus: {result}")
    return result
