"""A clock for tests of waiting: it takes no time and notes every pause."""

from gpucreds.core.clock import SystemClock


class Stopwatch(SystemClock):
    """Its seconds are the pauses so far."""

    def __init__(self):
        super().__init__()
        self.pauses = []

    def monotonic(self):
        return sum(self.pauses)

    def sleep(self, seconds):
        self.pauses.append(seconds)
