"""The desktop's end of the side channels: one module for each channel, with the frame around them in main."""
