"""Plays raw pictures (bgr0) from a file in a window, forwards and backwards, thirty a second. By Xlib alone."""

import ctypes
import mmap
import sys
import time
from ctypes import c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

x11 = ctypes.CDLL("libX11.so.6")


def function(name, result, *arguments):
    found = getattr(x11, name)
    found.restype, found.argtypes = result, arguments
    return found


width, height = map(int, sys.argv[2:4])
with open(sys.argv[1], "rb") as file:
    film = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE)
frame_bytes = width * height * 4
count = len(film) // frame_bytes
start = ctypes.addressof(ctypes.c_char.from_buffer(film))

display = function("XOpenDisplay", c_void_p, c_char_p)(None)
root = function("XDefaultRootWindow", c_ulong, c_void_p)(display)
visual = function("XDefaultVisual", c_void_p, c_void_p, c_int)(display, 0)
create = function(
    "XCreateSimpleWindow", c_ulong, c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_uint, c_ulong, c_ulong
)
window = create(display, root, 0, 0, width, height, 0, 0, 0)
function("XMapWindow", c_int, c_void_p, c_ulong)(display, window)
context = function("XDefaultGC", c_void_p, c_void_p, c_int)(display, 0)
new_image = function(
    "XCreateImage", c_void_p, c_void_p, c_void_p, c_uint, c_int, c_int, c_void_p, c_uint, c_uint, c_int, c_int
)
images = [
    new_image(display, visual, 24, 2, 0, start + n * frame_bytes, width, height, 32, width * 4) for n in range(count)
]
put = function(
    "XPutImage", c_int, c_void_p, c_ulong, c_void_p, c_void_p, c_int, c_int, c_int, c_int, c_uint, c_uint
)
flush = function("XSync", c_int, c_void_p, c_int)
begin, shown = time.monotonic(), 0
while True:
    place = shown % (2 * count - 2)
    put(display, window, context, images[min(place, 2 * count - 2 - place)], 0, 0, 0, 0, width, height)
    flush(display, 0)
    # What is late is left out.
    shown = max(shown + 1, int((time.monotonic() - begin) * 30))
    time.sleep(max(0, begin + shown / 30 - time.monotonic()))
