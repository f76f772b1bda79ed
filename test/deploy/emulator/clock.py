"""The clock of the test, for the process of the emulator.

The file that CARTERA_CLOCK_FILE names holds by how many milliseconds the clock of the test is
ahead of the machine's (a negative number: behind). Imported before MiniStack, whose modules take
these names when they are loaded. Durations (sleeps, time-outs of sockets) stay those of the machine.
"""

import datetime
import os
import threading
import time
import types

machine_time, machine_datetime = time.time, datetime.datetime
file = os.open(os.environ["CARTERA_CLOCK_FILE"], os.O_RDONLY)


class TestDatetime(machine_datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


class Deadline(threading.Event):
    """An event whose waiters give up by the clock of the test, so that a leap of the clock ends them."""

    def wait(self, timeout=None):
        end = None if timeout is None else time.time() + timeout
        while not super().wait(0.02):
            if end is not None and time.time() >= end:
                return False
        return True


# For a module that says `threading.Event()`.
threading_by_this_clock = types.SimpleNamespace(**{**vars(threading), "Event": Deadline})

time.time = lambda: machine_time() + int(os.pread(file, 32, 0)) / 1000
datetime.datetime = TestDatetime
