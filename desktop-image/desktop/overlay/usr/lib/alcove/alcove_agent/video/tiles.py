"""The screen as a grid of tiles, and what each needs. Knows neither X nor pixels.

A tile that changes is sent losslessly if that is cheap, which text and windows are. What moves goes as video, and is
sharpened when it rests: a tile that was last drawn by video and has been still for a while is sent losslessly.
"""

TILE = 64
# A tile drawn by video is still after this.
STILL_SECONDS = 0.3
# So many changed tiles are worth trying without loss.
LOSSLESS_TILES_MAX = 48
# A change larger than this, compressed, is taken for moving pictures.
LOSSLESS_BYTES_MAX = 24 * 1024
# How much is sharpened in one go: little enough that a key does not wait for it.
SHARPEN_TILES_MAX = 16


class Tiles:
    """Tiles are numbers, row by row."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.columns = -(-width // TILE)
        self.rows = -(-height // TILE)
        self.changed = set()
        # Drawn by video: when each changed last.
        self._lossy = {}

    def rectangle(self, tile):
        """x, y, width, height in pixels."""
        row, column = divmod(tile, self.columns)
        x, y = column * TILE, row * TILE
        return x, y, min(TILE, self.width - x), min(TILE, self.height - y)

    def within(self, x, y, width, height):
        """The tiles that a rectangle touches."""
        left, right = max(x, 0) // TILE, min(x + width, self.width)
        top, bottom = max(y, 0) // TILE, min(y + height, self.height)
        for row in range(top, -(-bottom // TILE)):
            start = row * self.columns
            yield from range(start + left, start + -(-right // TILE))

    def all(self):
        return range(self.columns * self.rows)

    def change(self, tiles):
        self.changed.update(tiles)

    def split(self):
        """Which of the changed tiles to try without loss, and which to send as video."""
        moving = {tile for tile in self.changed if tile in self._lossy}
        fresh = self.changed - moving
        if len(fresh) > LOSSLESS_TILES_MAX:
            return set(), set(self.changed)
        return fresh, moving

    def sent_lossless(self, tiles):
        self.changed.difference_update(tiles)
        for tile in tiles:
            self._lossy.pop(tile, None)

    def sent_video(self, tiles, now):
        self.changed.difference_update(tiles)
        for tile in tiles:
            self._lossy[tile] = now

    def still(self, now):
        """Tiles to sharpen, at most as many as go at once."""
        found = [
            tile for tile, when in self._lossy.items() if now - when >= STILL_SECONDS and tile not in self.changed
        ]
        return sorted(found)[:SHARPEN_TILES_MAX]

    def next_still(self):
        """When the next tile is to be sharpened; None if none is."""
        waiting = [when for tile, when in self._lossy.items() if tile not in self.changed]
        return min(waiting) + STILL_SECONDS if waiting else None

    def runs(self, tiles):
        """The tiles as few rectangles in pixels, in a fixed order: first rows of them, then equal rows together."""
        spans = []
        for tile in sorted(tiles):
            row, column = divmod(tile, self.columns)
            if spans and spans[-1][0] == row and spans[-1][2] == column:
                spans[-1][2] = column + 1
            else:
                spans.append([row, column, column + 1])
        boxes = []
        open_boxes = {}
        for row, left, right in spans:
            box = open_boxes.get((left, right))
            if box and box[1] == row:
                box[1] = row + 1
            else:
                box = [row, row + 1, left, right]
                open_boxes[(left, right)] = box
                boxes.append(box)
        return [
            (
                left * TILE,
                top * TILE,
                min(right * TILE, self.width) - left * TILE,
                min(bottom * TILE, self.height) - top * TILE,
            )
            for top, bottom, left, right in boxes
        ]
