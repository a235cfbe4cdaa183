"""The X server's screen in shared memory, and what of it was damaged. By Xlib, XDamage and MIT-SHM.

Nothing is asked at a clock: the connection becomes readable when something was drawn.
"""

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_long, c_short, c_uint, c_ulong, c_ushort
from ctypes import c_void_p

STRUCTURE_NOTIFY_MASK = 1 << 17
CONFIGURE_NOTIFY = 22
Z_PIXMAP = 2
ALL_PLANES = c_ulong(-1).value
DAMAGE_REPORT_NON_EMPTY = 3
IPC_PRIVATE, IPC_CREATE, IPC_REMOVE = 0, 0o1000, 0
BYTES_PER_PIXEL = 4


class ScreenError(Exception):
    """The X server is missing something."""


class Rectangle(Structure):
    _fields_ = [("x", c_short), ("y", c_short), ("width", c_ushort), ("height", c_ushort)]


class Image(Structure):
    """The beginning of XImage."""

    _fields_ = [
        ("width", c_int),
        ("height", c_int),
        ("x_offset", c_int),
        ("format", c_int),
        ("data", c_void_p),
        ("byte_order", c_int),
        ("bitmap_unit", c_int),
        ("bitmap_bit_order", c_int),
        ("bitmap_pad", c_int),
        ("depth", c_int),
        ("bytes_per_line", c_int),
        ("bits_per_pixel", c_int),
    ]


class Segment(Structure):
    """XShmSegmentInfo."""

    _fields_ = [("segment", c_ulong), ("id", c_int), ("address", c_void_p), ("read_only", c_int)]


def _function(library, name, result, *arguments):
    function = getattr(library, name)
    function.restype = result
    function.argtypes = arguments
    return function


_ErrorHandler = CFUNCTYPE(c_int, c_void_p, c_void_p)


class Screen:
    """The root window of the display that $DISPLAY names."""

    def __init__(self):
        x11, xext = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXext.so.6")
        damage, fixes = ctypes.CDLL("libXdamage.so.1"), ctypes.CDLL("libXfixes.so.3")
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmat.restype = c_void_p
        self._libc.shmat.argtypes = (c_int, c_void_p, c_int)
        self._libc.shmdt.argtypes = (c_void_p,)
        self._libc.shmget.argtypes = (c_int, ctypes.c_size_t, c_int)
        self._display = _function(x11, "XOpenDisplay", c_void_p, c_char_p)(None)
        if not self._display:
            raise ScreenError("the display does not answer")
        # Requests about what is gone meanwhile, such as a larger screen, fail by their results.
        self._ignore = _ErrorHandler(lambda _display, _error: 0)
        _function(x11, "XSetErrorHandler", c_void_p, _ErrorHandler)(self._ignore)

        d = c_void_p
        self._root = _function(x11, "XDefaultRootWindow", c_ulong, d)(self._display)
        self._visual = _function(x11, "XDefaultVisual", c_void_p, d, c_int)(self._display, 0)
        self._depth = _function(x11, "XDefaultDepth", c_int, d, c_int)(self._display, 0)
        self.descriptor = _function(x11, "XConnectionNumber", c_int, d)(self._display)
        self._pending = _function(x11, "XPending", c_int, d)
        self._next_event = _function(x11, "XNextEvent", c_int, d, c_void_p)
        self._free = _function(x11, "XFree", c_int, c_void_p)
        self._sync = _function(x11, "XSync", c_int, d, c_int)
        unsigned = POINTER(c_uint)
        self._get_geometry = _function(
            x11, "XGetGeometry", c_int, d, c_ulong, POINTER(c_ulong), POINTER(c_int), POINTER(c_int), *[unsigned] * 4
        )
        self._create_image = _function(
            xext, "XShmCreateImage", POINTER(Image), d, c_void_p, c_uint, c_int, c_void_p, POINTER(Segment), c_uint, c_uint
        )
        self._attach = _function(xext, "XShmAttach", c_int, d, POINTER(Segment))
        self._detach = _function(xext, "XShmDetach", c_int, d, POINTER(Segment))
        self._get_image = _function(xext, "XShmGetImage", c_int, d, c_ulong, POINTER(Image), c_int, c_int, c_ulong)
        self._subtract = _function(damage, "XDamageSubtract", None, d, c_ulong, c_ulong, c_ulong)
        self._fetch_region = _function(
            fixes, "XFixesFetchRegion", POINTER(Rectangle), d, c_ulong, POINTER(c_int)
        )

        event_base, error_base = c_int(), c_int()
        for name, library in (("XDamageQueryExtension", damage), ("XFixesQueryExtension", fixes)):
            if not _function(library, name, c_int, d, c_void_p, c_void_p)(
                self._display, byref(event_base), byref(error_base)
            ):
                raise ScreenError(f"the display has no {name[: -len('QueryExtension')]}")
        _function(x11, "XSelectInput", c_int, d, c_ulong, c_long)(self._display, self._root, STRUCTURE_NOTIFY_MASK)
        create = _function(damage, "XDamageCreate", c_ulong, d, c_ulong, c_int)
        self._damage = create(self._display, self._root, DAMAGE_REPORT_NON_EMPTY)
        create_region = _function(fixes, "XFixesCreateRegion", c_ulong, d, POINTER(Rectangle), c_int)
        self._parts = create_region(self._display, None, 0)
        self._event = ctypes.create_string_buffer(192)  # an XEvent has 24 longs
        self._segment = None
        self.resize()

    def _geometry(self):
        root, x, y = c_ulong(), c_int(), c_int()
        width, height, border, depth = c_uint(), c_uint(), c_uint(), c_uint()
        self._get_geometry(
            self._display, self._root, byref(root), byref(x), byref(y), byref(width), byref(height), byref(border), byref(depth)
        )
        return width.value, height.value

    def resize(self):
        """Takes on the size that the screen has now. Returns whether it is another one."""
        size = self._geometry()
        if self._segment and size == (self.width, self.height):
            return False
        self.close()
        self.width, self.height = size
        self.stride = self.width * BYTES_PER_PIXEL
        segment = Segment()
        self._image = self._create_image(
            self._display, self._visual, self._depth, Z_PIXMAP, None, byref(segment), self.width, self.height
        )
        if self._image.contents.bits_per_pixel != 32:
            raise ScreenError("the display has not 32 bits a pixel")
        segment.id = self._libc.shmget(IPC_PRIVATE, self.stride * self.height, IPC_CREATE | 0o600)
        if segment.id < 0:
            raise ScreenError("there is no shared memory")
        segment.address = self._libc.shmat(segment.id, None, 0)
        self._attach(self._display, byref(segment))
        self._sync(self._display, 0)
        # It lives as long as somebody has it attached.
        self._libc.shmctl(segment.id, IPC_REMOVE, None)
        self._segment = segment
        self.pixels = segment.address
        return True

    def damaged(self):
        """Reads all events. Returns the damaged rectangles (x, y, width, height), and whether the size may be another."""
        reconfigured = damaged = False
        while self._pending(self._display):
            self._next_event(self._display, self._event)
            if c_int.from_buffer(self._event).value == CONFIGURE_NOTIFY:
                reconfigured = True
            else:
                damaged = True
        if not damaged:
            return [], reconfigured
        self._subtract(self._display, self._damage, 0, self._parts)
        count = c_int()
        found = self._fetch_region(self._display, self._parts, byref(count))
        rectangles = [(r.x, r.y, r.width, r.height) for r in found[: count.value]]
        self._free(found)
        return rectangles, reconfigured

    def capture(self, top, bottom):
        """Copies rows of the screen to their place in `pixels`. Returns False if the screen is smaller meanwhile."""
        image = self._image.contents
        image.height = bottom - top
        image.data = self.pixels + top * self.stride
        return bool(self._get_image(self._display, self._root, self._image, 0, top, ALL_PLANES))

    def close(self):
        if not self._segment:
            return
        self._detach(self._display, byref(self._segment))
        self._sync(self._display, 0)
        self._libc.shmdt(self._segment.address)
        self._free(self._image)
        self._segment = None
