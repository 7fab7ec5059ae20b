#!/usr/bin/env bash
# Qt's wheels bring Qt itself, not the system libraries and the font that it draws with. This gets what is missing, or says how.
set -euo pipefail
python=$1
packages="libegl1 libgl1 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 fonts-noto-core \
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1"

works() {
  QT_QPA_PLATFORM=offscreen "$python" - 2>/dev/null <<'PY'
import ctypes, pathlib, sys
import PySide6
from PySide6.QtGui import QFontDatabase, QGuiApplication
plugin = pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"
if sys.platform == "linux":
    ctypes.CDLL(str(plugin))
application = QGuiApplication([])
sys.exit(not QFontDatabase.families())
PY
}

works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Getting the libraries that Qt draws with ..."
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
  works && exit 0
  echo "Qt still does not start; this is why:" >&2
  QT_QPA_PLATFORM=offscreen "$python" -c "from PySide6.QtWidgets import QApplication; QApplication([])" >&2 || true
else
  echo "Qt needs some system libraries. Please run:" >&2
fi
echo "  sudo apt-get install --no-install-recommends $packages" >&2
exit 1
