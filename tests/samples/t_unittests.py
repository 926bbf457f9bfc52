"""unittest: with mocks of wrapped functions, fork in a test, failures and a warning."""

# ruff: noqa: PT009, PT027, SIM115 - unittest, and a file left open on purpose

import multiprocessing
import os
import signal
import sys
import unittest
from unittest import mock


class Tests(unittest.TestCase):
    def test_fork(self):
        pid = os.fork()
        if pid == 0:
            os._exit(2)
        self.assertEqual(os.waitpid(pid, 0), (pid, 512))

    @mock.patch("os.kill")
    def test_mock(self, kill):
        os.kill(1, 2)
        kill.assert_called_once_with(1, 2)

    @mock.patch("os.fork", autospec=True)
    def test_autospec(self, fork):
        fork.return_value = 7
        self.assertEqual(os.fork(), 7)
        with self.assertRaises(TypeError):
            os.fork(1)

    @mock.patch.object(multiprocessing.Process, "join", autospec=True)
    def test_autospec_of_a_method(self, join):
        process = multiprocessing.Process()
        process.join(3)
        join.assert_called_once_with(process, 3)

    def test_side_effect(self):
        with mock.patch("os.waitpid", side_effect=os.waitpid), self.assertRaises(OSError):
            os.waitpid(-1, 0)

    def test_wraps(self):
        with mock.patch("signal.alarm", wraps=signal.alarm) as alarm:
            signal.alarm(0)
        self.assertEqual(alarm.mock_calls, [mock.call(0)])

    def test_failure(self):
        self.assertEqual(os.kill(os.getpid(), 0), 1)

    def test_error(self):
        os.kill("one", 2)

    def test_warning(self):
        open(os.devnull)

    def test_no_handler_left(self):
        with self.assertNoLogs():
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        self.assertIs(signal.getsignal(signal.SIGUSR1), signal.SIG_IGN)


class Interrupted(unittest.TestCase):
    def test_interrupt(self):
        unittest.installHandler()
        self.assertRaises(KeyboardInterrupt, lambda: [os.kill(os.getpid(), 2) for _ in range(2)])


if __name__ == "__main__":
    sys.argv[1:] = ["-v"]
    unittest.main()
