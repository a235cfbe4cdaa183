"""A window that has another colour after every key: green, red, green, … By Xlib alone."""

import ctypes
import sys
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

KEY_PRESS, KEY_PRESS_MASK = 2, 1
COLOURS = (0x00C000, 0xC00000)


class Attributes(ctypes.Structure):
    _fields_ = [
        ("pixmap", c_ulong), ("pixel", c_ulong), ("border_pixmap", c_ulong), ("border", c_ulong), ("gravity", c_int),
        ("win_gravity", c_int), ("backing", c_int), ("planes", c_ulong), ("backing_pixel", c_ulong),
        ("save_under", c_int), ("events", c_long), ("not_propagated", c_long), ("override_redirect", c_int),
        ("colormap", c_ulong), ("cursor", c_ulong),
    ]


x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = c_void_p
x11.XOpenDisplay.argtypes = (c_char_p,)
display = c_void_p(x11.XOpenDisplay(None))
x11.XDefaultRootWindow.restype = root_type = c_ulong
root = c_ulong(x11.XDefaultRootWindow(display))
x, y, width, height = map(int, sys.argv[1:5])
x11.XCreateSimpleWindow.restype = c_ulong
window = c_ulong(
    x11.XCreateSimpleWindow(display, root, x, y, c_uint(width), c_uint(height), c_uint(0), c_ulong(0), c_ulong(COLOURS[1]))
)
x11.XChangeWindowAttributes(display, window, c_ulong(1 << 9), byref(Attributes(override_redirect=1)))
x11.XSelectInput(display, window, c_long(KEY_PRESS_MASK))
x11.XMapRaised(display, window)
x11.XWarpPointer(display, c_ulong(0), window, 0, 0, c_uint(0), c_uint(0), 4, 4)
x11.XSetInputFocus(display, window, 2, c_ulong(0))
x11.XFlush(display)
print("ready", flush=True)
event = ctypes.create_string_buffer(192)
count = 0
while True:
    x11.XNextEvent(display, event)
    if c_int.from_buffer(event).value == KEY_PRESS:
        x11.XSetWindowBackground(display, window, c_ulong(COLOURS[count % 2]))
        x11.XClearWindow(display, window)
        x11.XRaiseWindow(display, window)
        x11.XFlush(display)
        count += 1
