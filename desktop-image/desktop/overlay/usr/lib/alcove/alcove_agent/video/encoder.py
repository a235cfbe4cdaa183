"""H.264 by OpenH264, called as a library: pictures go in and come out encoded, in the caller's own thread.

The structures are those of codec_app_def.h of OpenH264 2.3 (libopenh264.so.7).
"""

import ctypes
from ctypes import POINTER, Structure, byref, c_bool, c_float, c_int, c_longlong, c_ubyte, c_uint, c_ushort, c_void_p

LIBRARY = "libopenh264.so.7"

RC_BITRATE_MODE, RC_OFF_MODE = 1, -1
SCREEN_CONTENT_REAL_TIME = 1
FORMAT_I420 = 23
FRAME_IDR, FRAME_SKIP = 1, 4
PROFILE_BASELINE = 66
OPTION_FRAME_RATE, OPTION_BITRATE, OPTION_MAX_BITRATE, OPTION_TRACE_LEVEL = 5, 6, 7, 25

# Table E-3 to E-5 of H.264: the picture is sRGB, converted by the matrix of BT.601 in the full range.
PRIMARIES_BT709, TRANSFER_SRGB, MATRIX_BT601 = 1, 13, 6
VIDEO_FORMAT_UNSPECIFIED = 5

FRAMES_PER_SECOND = 30.0
QUANTISER_MAX = 44


class SliceArgument(Structure):
    _fields_ = [("mode", c_int), ("count", c_uint), ("macroblocks", c_uint * 35), ("size_limit", c_uint)]


class SpatialLayer(Structure):
    _fields_ = [
        ("width", c_int),
        ("height", c_int),
        ("frame_rate", c_float),
        ("bitrate", c_int),
        ("bitrate_max", c_int),
        ("profile", c_int),
        ("level", c_int),
        ("quantiser", c_int),
        ("slices", SliceArgument),
        ("signal_type_present", c_bool),
        ("video_format", c_ubyte),
        ("full_range", c_bool),
        ("colour_description_present", c_bool),
        ("colour_primaries", c_ubyte),
        ("transfer_characteristics", c_ubyte),
        ("colour_matrix", c_ubyte),
        ("aspect_ratio_present", c_bool),
        ("aspect_ratio", c_int),
        ("aspect_width", c_ushort),
        ("aspect_height", c_ushort),
    ]


class Parameters(Structure):
    _fields_ = [
        ("usage", c_int),
        ("width", c_int),
        ("height", c_int),
        ("bitrate", c_int),
        ("rate_control", c_int),
        ("frame_rate_max", c_float),
        ("temporal_layers", c_int),
        ("spatial_layers", c_int),
        ("layers", SpatialLayer * 4),
        ("complexity", c_int),
        ("intra_period", c_uint),
        ("reference_frames", c_int),
        ("parameter_set_strategy", c_int),
        ("prefix_nal", c_bool),
        ("ssei", c_bool),
        ("simulcast", c_bool),
        ("padding", c_int),
        ("cabac", c_int),
        ("frame_skip", c_bool),
        ("bitrate_max", c_int),
        ("quantiser_max", c_int),
        ("quantiser_min", c_int),
        ("nal_size_max", c_uint),
        ("long_term_reference", c_bool),
        ("long_term_references", c_int),
        ("long_term_period", c_uint),
        ("threads", c_ushort),
        ("load_balancing", c_bool),
        ("loop_filter_disable", c_int),
        ("loop_filter_alpha", c_int),
        ("loop_filter_beta", c_int),
        ("denoise", c_bool),
        ("background_detection", c_bool),
        ("adaptive_quantiser", c_bool),
        ("frame_cropping", c_bool),
        ("scene_change_detection", c_bool),
        ("lossless_link", c_bool),
        ("fix_overshoot", c_bool),
        ("idr_bitrate_ratio", c_int),
    ]


class LayerInfo(Structure):
    _fields_ = [
        ("temporal_id", c_ubyte),
        ("spatial_id", c_ubyte),
        ("quality_id", c_ubyte),
        ("frame_type", c_int),
        ("layer_type", c_ubyte),
        ("sub_sequence", c_int),
        ("nal_count", c_int),
        ("nal_lengths", POINTER(c_int)),
        ("data", c_void_p),
    ]


class FrameInfo(Structure):
    _fields_ = [
        ("layer_count", c_int),
        ("layers", LayerInfo * 128),
        ("frame_type", c_int),
        ("size", c_int),
        ("timestamp", c_longlong),
    ]


class Picture(Structure):
    _fields_ = [
        ("format", c_int),
        ("strides", c_int * 4),
        ("planes", c_void_p * 4),
        ("width", c_int),
        ("height", c_int),
        ("timestamp", c_longlong),
    ]


class EncoderError(Exception):
    """The library refused something."""


# The functions of ISVCEncoderVtbl, in its order.
METHODS = {
    "initialize_ext": (1, (c_void_p,)),
    "get_default_params": (2, (c_void_p,)),
    "uninitialize": (3, ()),
    "encode_frame": (4, (c_void_p, c_void_p)),
    "force_intra_frame": (6, (c_bool, c_int)),
    "set_option": (7, (c_int, c_void_p)),
}


class Encoder:
    """One H.264 stream of pictures of one even size, each of which depends on the one before it alone."""

    def __init__(self, width, height, bits_per_second, quantiser_min):
        assert width % 2 == 0 and height % 2 == 0
        library = ctypes.CDLL(LIBRARY)
        self._destroy = library.WelsDestroySVCEncoder
        self._destroy.argtypes = (c_void_p,)
        self._destroy.restype = None
        self._handle = c_void_p()
        if library.WelsCreateSVCEncoder(byref(self._handle)) != 0:
            raise EncoderError("there is no encoder")
        table = ctypes.cast(self._handle, POINTER(POINTER(c_void_p)))[0]
        self._methods = {
            name: ctypes.CFUNCTYPE(c_int, c_void_p, *arguments)(table[index])
            for name, (index, arguments) in METHODS.items()
        }
        self._call("set_option", OPTION_TRACE_LEVEL, byref(c_int(0)))
        parameters = self._parameters(width, height, bits_per_second, quantiser_min)
        self._call("initialize_ext", byref(parameters))
        self.width, self.height = width, height
        # One buffer for the three planes; the colour planes have half the size both ways.
        self._planes = ctypes.create_string_buffer(width * height * 3 // 2)
        start = ctypes.addressof(self._planes)
        colour = width * height // 4
        self.planes = ((start, width), (start + 4 * colour, width // 2), (start + 5 * colour, width // 2))
        self._picture = Picture(format=FORMAT_I420, width=width, height=height)
        for index, (address, stride) in enumerate(self.planes):
            self._picture.planes[index] = address
            self._picture.strides[index] = stride
        self._frame = FrameInfo()
        self._bits_per_second = bits_per_second

    def _call(self, name, *arguments):
        result = self._methods[name](self._handle, *arguments)
        if result != 0:
            raise EncoderError(f"{name} failed with {result}")

    def _parameters(self, width, height, bits_per_second, quantiser_min):
        parameters = Parameters()
        self._call("get_default_params", byref(parameters))
        parameters.usage = SCREEN_CONTENT_REAL_TIME
        parameters.width, parameters.height = width, height
        parameters.bitrate = bits_per_second
        parameters.bitrate_max = 0
        parameters.rate_control = RC_BITRATE_MODE
        parameters.frame_rate_max = FRAMES_PER_SECOND
        parameters.temporal_layers = parameters.spatial_layers = 1
        parameters.complexity = 0
        parameters.intra_period = 0
        parameters.reference_frames = 1
        parameters.frame_skip = False
        parameters.quantiser_min = quantiser_min
        parameters.quantiser_max = QUANTISER_MAX
        parameters.threads = 1
        parameters.denoise = False
        parameters.background_detection = True
        parameters.adaptive_quantiser = False
        parameters.scene_change_detection = False
        parameters.lossless_link = True
        layer = parameters.layers[0]
        layer.width, layer.height = width, height
        layer.frame_rate = FRAMES_PER_SECOND
        layer.bitrate = bits_per_second
        layer.bitrate_max = 0
        layer.profile = PROFILE_BASELINE
        layer.signal_type_present = layer.colour_description_present = layer.full_range = True
        layer.video_format = VIDEO_FORMAT_UNSPECIFIED
        layer.colour_primaries = PRIMARIES_BT709
        layer.transfer_characteristics = TRANSFER_SRGB
        layer.colour_matrix = MATRIX_BT601
        return parameters

    def set_bitrate(self, bits_per_second):
        """Aims at another rate from the next picture on."""
        if bits_per_second == self._bits_per_second:
            return
        self._bits_per_second = bits_per_second
        # SBitrateInfo; a layer of 4 is all of them.
        self._call("set_option", OPTION_BITRATE, byref((c_int * 2)(4, bits_per_second)))

    def encode(self, time_ms, key=False):
        """Encodes what is in the planes. Returns (is a key frame, Annex B bytes); no bytes for a skipped picture."""
        if key:
            self._call("force_intra_frame", True, -1)
        self._picture.timestamp = time_ms
        frame = self._frame
        self._call("encode_frame", byref(self._picture), byref(frame))
        if frame.frame_type == FRAME_SKIP:
            return False, b""
        pieces = []
        for index in range(frame.layer_count):
            layer = frame.layers[index]
            length = sum(layer.nal_lengths[n] for n in range(layer.nal_count))
            pieces.append(ctypes.string_at(layer.data, length))
        return frame.frame_type == FRAME_IDR, b"".join(pieces)

    def close(self):
        if self._handle:
            self._methods["uninitialize"](self._handle)
            self._destroy(self._handle)
            self._handle = None
