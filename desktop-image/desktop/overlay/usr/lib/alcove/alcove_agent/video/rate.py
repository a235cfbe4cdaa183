"""How much may be sent, and when: from what the client says it has seen, without a clock of its own.

What waits on the way to the client delays every key that is pressed. So the program keeps as little in flight as the
link needs to be busy, and aims the encoder below what the link was seen to carry. A delay that grows beyond the
smallest one seen is a queue somewhere: then it goes down at once, to what arrived meanwhile, and up again in steps.
"""

from collections import deque

BITS_PER_SECOND_START = 6_000_000
BITS_PER_SECOND_MIN = 300_000
BITS_PER_SECOND_MAX = 40_000_000
# The part of the estimate that the encoder may use: the rest drains queues, and is for keys and sharpening.
ENCODER_SHARE = 0.8
# More delay than this above the smallest is a queue.
QUEUE_SECONDS = 0.025
# As long as it takes the client to decode, draw and answer; allowed in flight beyond the way there and back.
SLACK_SECONDS = 0.03
# Fewer bytes than this are never held back.
WINDOW_BYTES_MIN = 24 * 1024
# A link's way may become longer: the smallest delay is that of so many seconds.
DELAY_MEMORY_SECONDS = 20.0
DECREASE = 0.85
INCREASE = 1.08
INCREASE_START = 1.5
# Raised only where more than this part of what is allowed was used, or it would rise without being tried.
USED_SHARE = 0.6


class RateControl:
    """Times are seconds of one steady clock."""

    def __init__(self, bits_per_second=BITS_PER_SECOND_START):
        self._target = bits_per_second
        self._limit = BITS_PER_SECOND_MAX
        self._flying = deque()  # of (sequence, bytes, when, delivered bytes by then, when they had been)
        self.bytes_in_flight = 0
        self._delivered = 0
        self._delivered_at = None
        self._delays = deque()  # of (when, seconds), ascending in both
        self._changed_at = None
        self._sent_since = 0
        self._starting = True

    @property
    def bits_per_second(self):
        """What the link is thought to carry."""
        return min(self._target, self._limit)

    @property
    def encoder_bits_per_second(self):
        return int(self.bits_per_second * ENCODER_SHARE)

    @property
    def delay_min(self):
        """The shortest way to the client and back; a guess before the first answer."""
        return self._delays[0][1] if self._delays else 0.05

    @property
    def window_bytes(self):
        return max(WINDOW_BYTES_MIN, int(self.bits_per_second / 8 * (self.delay_min + SLACK_SECONDS)))

    def may_send(self, extra_bytes=0):
        """Whether another message may go; some may go although somewhat more is on its way."""
        return self.bytes_in_flight < self.window_bytes + extra_bytes

    def limit(self, bits_per_second):
        """The client wants no more; 0 for no limit."""
        self._limit = max(BITS_PER_SECOND_MIN, bits_per_second) if bits_per_second else BITS_PER_SECOND_MAX

    def sent(self, sequence, length, now):
        if not self._flying:
            self._delivered_at = now
        self._flying.append((sequence, length, now, self._delivered, self._delivered_at))
        self.bytes_in_flight += length
        self._sent_since += length

    def seen(self, sequence, now, held=0.0):
        """The client has all up to this message on its screen, so long after it arrived: a slow client is no queue."""
        last = None
        while self._flying and self._flying[0][0] <= sequence:
            last = self._flying.popleft()
            self.bytes_in_flight -= last[1]
            self._delivered += last[1]
        if last is None:
            return
        _, _, sent_at, delivered_then, delivered_at = last
        delay = max(now - sent_at - held, 1e-4)
        self._remember_delay(delay, now)
        arrived = (self._delivered - delivered_then) * 8 / max(now - delivered_at, delay)
        self._delivered_at = now
        self._adapt(delay, arrived, now)

    def _remember_delay(self, delay, now):
        while self._delays and self._delays[-1][1] >= delay:
            self._delays.pop()
        self._delays.append((now, delay))
        while self._delays[0][0] < now - DELAY_MEMORY_SECONDS:
            self._delays.popleft()

    def _adapt(self, delay, arrived, now):
        if self._changed_at is None:
            self._changed_at = now
        # One change has to be seen before the next.
        elapsed = now - self._changed_at
        if elapsed < self.delay_min + 0.1:
            return
        used = self._sent_since * 8 / elapsed
        if delay > self.delay_min * 1.25 + QUEUE_SECONDS:
            self._starting = False
            self._target = max(BITS_PER_SECOND_MIN, min(self._target * DECREASE, max(arrived, self._target / 2)))
        elif used > USED_SHARE * self.bits_per_second:
            self._target = min(BITS_PER_SECOND_MAX, self._target * (INCREASE_START if self._starting else INCREASE))
        self._changed_at = now
        self._sent_since = 0
