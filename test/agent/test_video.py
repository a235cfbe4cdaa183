"""The pure parts of the desktop's video stream. server/src/streaming/channels/video.test.ts runs them."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../desktop-image/desktop/overlay/usr/lib/alcove"))

from alcove_agent.video import protocol  # noqa: E402
from alcove_agent.video.rate import BITS_PER_SECOND_MAX, BITS_PER_SECOND_MIN, RateControl  # noqa: E402
from alcove_agent.video.tiles import LOSSLESS_TILES_MAX, SHARPEN_TILES_MAX, STILL_SECONDS, Tiles  # noqa: E402


class ProtocolTest(unittest.TestCase):
    def test_messages_to_the_client_byte_by_byte(self):
        self.assertEqual(protocol.size(1280, 720), bytes.fromhex("00000005 01 0500 02d0"))
        self.assertEqual(
            protocol.video(7, True, [(64, 0, 128, 64)], b"\xaa\xbb"),
            bytes.fromhex("00000012 02 00000007 01 0001 0040000000800040 aabb"),
        )
        self.assertEqual(
            protocol.lossless(8, [(0, 64, 64, 64), (1, 2, 3, 4)], b"\xcc"),
            bytes.fromhex("00000018 03 00000008 0002 0000004000400040 0001000200030004 cc"),
        )

    def test_messages_of_the_client_in_any_pieces(self):
        data = bytes.fromhex("00000007 01 00000009 000c 00000001 02 00000005 03 00001388 00000002 04 01")
        whole = [(protocol.SEEN, 9 << 16 | 12), (protocol.REFRESH, 0), (protocol.LIMIT, 5000), (protocol.PAUSE, 1)]
        self.assertEqual(protocol.ClientMessages().push(data), whole)
        for length in (1, 2, 3, 7):
            messages, found = protocol.ClientMessages(), []
            for start in range(0, len(data), length):
                found += messages.push(data[start : start + length])
            self.assertEqual(found, whole)

    def test_what_is_no_message_is_refused(self):
        for data in ("00000005 01 00000000", "ffffffff 01", "00000001 09", "00000000 02"):
            with self.assertRaises(protocol.ProtocolError):
                protocol.ClientMessages().push(bytes.fromhex(data))


class TilesTest(unittest.TestCase):
    def setUp(self):
        self.tiles = Tiles(200, 130)  # 4 by 3, the last ones of 8 and 2 pixels

    def test_the_grid_ends_with_the_screen(self):
        self.assertEqual(list(self.tiles.all()), list(range(12)))
        self.assertEqual(self.tiles.rectangle(5), (64, 64, 64, 64))
        self.assertEqual(self.tiles.rectangle(11), (192, 128, 8, 2))

    def test_a_rectangle_touches_tiles(self):
        self.assertEqual(list(self.tiles.within(63, 63, 2, 2)), [0, 1, 4, 5])
        self.assertEqual(list(self.tiles.within(64, 64, 64, 64)), [5])
        self.assertEqual(list(self.tiles.within(-10, -10, 5000, 5000)), list(range(12)))
        self.assertEqual(list(self.tiles.within(300, 0, 10, 10)), [])

    def test_tiles_are_few_rectangles(self):
        self.assertEqual(self.tiles.runs({0, 1, 4, 5, 11}), [(0, 0, 128, 128), (192, 128, 8, 2)])
        self.assertEqual(self.tiles.runs(self.tiles.all()), [(0, 0, 200, 130)])
        self.assertEqual(self.tiles.runs({0, 2}), [(0, 0, 64, 64), (128, 0, 64, 64)])
        self.assertEqual(self.tiles.runs(set()), [])

    def test_what_changes_is_tried_without_loss_and_what_was_video_goes_on_as_video(self):
        self.tiles.change({1, 2, 3})
        self.assertEqual(self.tiles.split(), ({1, 2, 3}, set()))
        self.tiles.sent_video({3}, 10.0)
        self.tiles.change({3})
        self.assertEqual(self.tiles.split(), ({1, 2}, {3}))
        self.tiles.sent_lossless({1, 2})
        self.assertEqual(self.tiles.changed, {3})

    def test_much_at_once_is_video(self):
        tiles = Tiles(1280, 720)
        tiles.change(range(LOSSLESS_TILES_MAX + 1))
        self.assertEqual(tiles.split(), (set(), set(range(LOSSLESS_TILES_MAX + 1))))

    def test_what_rests_is_sharpened_beside_what_moves(self):
        self.tiles.sent_video({1, 2}, 10.0)
        self.assertEqual(self.tiles.next_still(), 10.0 + STILL_SECONDS)
        self.tiles.sent_video({2}, 10.2)
        self.assertEqual(self.tiles.still(10.0 + STILL_SECONDS), [1])
        self.tiles.sent_lossless({1})
        self.assertEqual(self.tiles.still(10.0 + STILL_SECONDS), [])
        self.tiles.change({2})
        self.assertEqual(self.tiles.still(99.0), [])
        self.assertIsNone(self.tiles.next_still())

    def test_sharpening_comes_in_pieces(self):
        tiles = Tiles(1280, 720)
        tiles.sent_video(tiles.all(), 0.0)
        count = 0
        while tiles.next_still() is not None:
            piece = tiles.still(1.0)
            self.assertLessEqual(len(piece), SHARPEN_TILES_MAX)
            tiles.sent_lossless(piece)
            count += len(piece)
        self.assertEqual(count, 240)


class Link:
    """A link that carries so much, after a queue, with a way of so long there and back; and a sender who obeys."""

    def __init__(self, bits_per_second, delay):
        self.bits_per_second, self.delay = bits_per_second, delay
        self.rate = RateControl()
        self.now, self.free_at, self.sequence = 0.0, 0.0, 0
        self.answers = []
        self.queues = []

    def frame(self):
        while self.answers and self.answers[0][0] <= self.now:
            when, sequence = self.answers.pop(0)
            self.rate.seen(sequence, when)
        if self.rate.may_send():
            length = self.rate.encoder_bits_per_second // 8 // 30
            self.sequence += 1
            self.rate.sent(self.sequence, length, self.now)
            self.free_at = max(self.now, self.free_at) + length * 8 / self.bits_per_second
            self.queues.append(self.free_at - self.now)
            self.answers.append((self.free_at + self.delay, self.sequence))
        self.now += 1 / 30


class RateTest(unittest.TestCase):
    def converge(self, bits_per_second, delay, seconds=20):
        link = Link(bits_per_second, delay)
        for _ in range(30 * seconds):
            link.frame()
        return link

    def test_it_settles_near_what_the_link_carries_with_little_in_the_queue(self):
        for bits_per_second in (2_000_000, 5_000_000, 20_000_000):
            for delay in (0.01, 0.08, 0.2):
                link = self.converge(bits_per_second, delay)
                target = link.rate.bits_per_second
                self.assertGreater(target, 0.5 * bits_per_second, (bits_per_second, delay))
                self.assertLess(target, 2 * bits_per_second, (bits_per_second, delay))
                late = sorted(link.queues[len(link.queues) // 2 :])
                self.assertLess(late[int(len(late) * 0.9)], 0.15, (bits_per_second, delay))

    def test_it_follows_a_link_that_becomes_slower_and_recovers(self):
        link = self.converge(20_000_000, 0.04)
        link.bits_per_second = 2_000_000
        for _ in range(30 * 10):
            link.frame()
        self.assertLess(link.rate.bits_per_second, 5_000_000)
        self.assertLess(max(link.queues[-30:]), 0.3)
        link.bits_per_second = 20_000_000
        for _ in range(30 * 30):
            link.frame()
        self.assertGreater(link.rate.bits_per_second, 5_000_000)

    def test_it_stays_within_its_bounds_and_the_clients(self):
        link = self.converge(1e9, 0.001)
        self.assertLessEqual(link.rate.bits_per_second, BITS_PER_SECOND_MAX)
        link.rate.limit(1_000_000)
        self.assertEqual(link.rate.bits_per_second, 1_000_000)
        link.rate.limit(1)
        self.assertEqual(link.rate.bits_per_second, BITS_PER_SECOND_MIN)
        link.rate.limit(0)
        self.assertGreater(link.rate.bits_per_second, 1_000_000)

    def test_nothing_more_goes_while_the_client_is_silent(self):
        rate = RateControl()
        sequence = 0
        while rate.may_send():
            sequence += 1
            rate.sent(sequence, 10_000, 0.0)
            self.assertLess(sequence, 100)
        rate.seen(sequence - 1, 0.01)
        self.assertEqual(rate.bytes_in_flight, 10_000)
        self.assertTrue(rate.may_send())

    def test_a_slow_client_on_a_fast_link_is_no_queue(self):
        rate = RateControl()
        for frame in range(300):
            now = frame / 30
            rate.sent(frame, 20_000, now)
            rate.seen(frame, now + 0.033, held=0.03)
        self.assertGreaterEqual(rate.bits_per_second, 6_000_000)

    def test_answers_to_nothing_are_ignored(self):
        rate = RateControl()
        rate.seen(5, 1.0)
        rate.sent(1, 100, 2.0)
        rate.seen(0, 2.5)
        self.assertEqual(rate.bytes_in_flight, 100)


if __name__ == "__main__":
    unittest.main()
