"""The desktop's end of the video stream on standard input and output, without the agent's frame around it."""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from alcove_agent.video.screen import Screen  # noqa: E402
from alcove_agent.video.stream import run  # noqa: E402

run(Screen(), 0, 1)
