"""Types codes on a display, each ended with Enter: `keyboard.py PAUSE CODE...`, PAUSE milliseconds from key to key.

The pauses are kept by the display itself, to which everything is sent in one go. From another process, as xdotool does
it, a busy computer makes pauses of more than a scanner's gap, and a typist of its scanner.
"""

import sys
from ctypes import CDLL, c_char_p, c_int, c_uint, c_ulong, c_void_p

ENTER, SHIFT = 0xFF0D, 0xFFE1

_x, _test = CDLL("libX11.so.6"), CDLL("libXtst.so.6")
_x.XOpenDisplay.restype = c_void_p
_x.XOpenDisplay.argtypes = [c_char_p]
_x.XKeysymToKeycode.argtypes = [c_void_p, c_ulong]
_x.XkbKeycodeToKeysym.argtypes = [c_void_p, c_uint, c_uint, c_uint]
_x.XkbKeycodeToKeysym.restype = c_ulong
_x.XSync.argtypes = [c_void_p, c_int]
_test.XTestFakeKeyEvent.argtypes = [c_void_p, c_uint, c_int, c_ulong]


class Keyboard:
    """One keyboard."""

    def __init__(self, pause: int) -> None:
        self._pause = pause
        self._display = _x.XOpenDisplay(None)

    def enter(self, code: str) -> None:
        """A code and Enter."""
        for symbol in (*map(ord, code), ENTER):
            key = _x.XKeysymToKeycode(self._display, symbol) & 0xFF
            shifted = _x.XkbKeycodeToKeysym(self._display, key, 0, 0) != symbol
            shift = _x.XKeysymToKeycode(self._display, SHIFT) & 0xFF
            if shifted:
                self._move(shift, True, 0)
            self._move(key, True, self._pause // 2)
            self._move(key, False, self._pause - self._pause // 2)
            if shifted:
                self._move(shift, False, 0)

    def _move(self, key: int, down: bool, after: int) -> None:
        _test.XTestFakeKeyEvent(self._display, key, down, after)

    def finish(self) -> None:
        """Wait until the display has sent it all."""
        _x.XSync(self._display, 0)


if __name__ == "__main__":
    keyboard = Keyboard(int(sys.argv[1]))
    for code in sys.argv[2:]:
        keyboard.enter(code)
    keyboard.finish()
