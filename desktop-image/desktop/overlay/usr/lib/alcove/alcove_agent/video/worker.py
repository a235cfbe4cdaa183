"""Encodes in a thread of its own, so that what is typed meanwhile does not wait for the picture."""

import os
import threading


class Worker:
    """One piece of work at a time. The descriptor becomes readable when it is done."""

    def __init__(self):
        self.descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.busy = False
        self._wanted = threading.Semaphore(0)
        self._finished = threading.Semaphore(0)
        self._work = self._result = None
        threading.Thread(target=self._run, daemon=True).start()

    def begin(self, work):
        assert not self.busy
        self.busy = True
        self._work = work
        self._wanted.release()

    def finish(self):
        """What the work returned, or its exception; waits for it."""
        self._finished.acquire()
        self.busy = False
        os.eventfd_read(self.descriptor)
        result, self._result = self._result, None
        if isinstance(result, Exception):
            raise result
        return result

    def _run(self):
        while True:
            self._wanted.acquire()
            try:
                self._result = self._work()
            except Exception as error:  # pylint: disable=broad-except
                self._result = error
            os.eventfd_write(self.descriptor, 1)
            self._finished.release()
