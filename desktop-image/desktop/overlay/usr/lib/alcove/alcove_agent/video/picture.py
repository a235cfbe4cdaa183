"""What is done to pixels, by libyuv: comparing, converting, packing. Addresses are numbers, strides are in bytes."""

import ctypes
from ctypes import c_int, c_uint64, c_void_p

BYTES_PER_PIXEL = 4

_yuv = ctypes.CDLL("libyuv.so.0")
_copy = _yuv.ARGBCopy
_copy.argtypes = (c_void_p, c_int, c_void_p, c_int, c_int, c_int)
_difference = _yuv.ComputeSumSquareErrorPlane
_difference.argtypes = (c_void_p, c_int, c_void_p, c_int, c_int, c_int)
_difference.restype = c_uint64
_to_j420 = _yuv.ARGBToJ420
_to_j420.argtypes = (c_void_p, c_int) * 4 + (c_int, c_int)
_to_rgb24 = _yuv.ARGBToRGB24
_to_rgb24.argtypes = (c_void_p, c_int, c_void_p, c_int, c_int, c_int)


class Picture:
    """A copy of the screen, as it was last looked at."""

    def __init__(self, width, height):
        self.stride = width * BYTES_PER_PIXEL
        self._buffer = ctypes.create_string_buffer(self.stride * height)
        self._start = ctypes.addressof(self._buffer)
        self._packed = ctypes.create_string_buffer(width * height * 3)

    def take(self, pixels, rectangle):
        """Takes over a rectangle of the screen's pixels. Returns whether it was another one before."""
        x, y, width, height = rectangle
        offset = y * self.stride + x * BYTES_PER_PIXEL
        new, old = pixels + offset, self._start + offset
        if not _difference(new, self.stride, old, self.stride, width * BYTES_PER_PIXEL, height):
            return False
        _copy(new, self.stride, old, self.stride, width, height)
        return True

    def convert(self, rectangle, planes):
        """Brings a rectangle with even corners into the planes of the encoder: the full range, halved colour."""
        x, y, width, height = rectangle
        (luma, luma_stride), *colours = planes
        source = self._start + y * self.stride + x * BYTES_PER_PIXEL
        targets = [luma + y * luma_stride + x, luma_stride]
        for address, stride in colours:
            targets += [address + y // 2 * stride + x // 2, stride]
        _to_j420(source, self.stride, *targets, width, height)

    def packed(self, rectangles):
        """The rectangles' pixels one after the other, three bytes each: blue, green, red."""
        position = 0
        target = ctypes.addressof(self._packed)
        for x, y, width, height in rectangles:
            source = self._start + y * self.stride + x * BYTES_PER_PIXEL
            _to_rgb24(source, self.stride, target + position, width * 3, width, height)
            position += width * height * 3
        return memoryview(self._packed)[:position]
