"""A real browser for the near-me page: headless Chromium, one for all tests, and what it sent where."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--mute-audio",
)  # fmt: skip
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"


def start(profile: Path) -> Any:
    """A browser in German, in Berlin's time; skips the test where the machine has none."""
    if not (shutil.which(CHROMIUM) and shutil.which(DRIVER)):
        pytest.skip("Chromium is not here: apt-get install chromium chromium-driver")
    if not _knows_itself():
        pytest.skip("this machine does not know localhost: sudo bash packaging/browser-tools.sh")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "de-DE,de"})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    driver.set_script_timeout(30)
    driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Europe/Berlin"})
    return driver


def _knows_itself() -> bool:
    try:
        socket.gethostbyname("localhost")
    except OSError:
        return False
    return True


def size(driver: Any, width: int, height: int, *, zoom: float = 1) -> None:
    """The window's size as the page sees it; a zoom of 2 leaves it half of each."""
    metrics = {
        "width": int(width / zoom),
        "height": int(height / zoom),
        "deviceScaleFactor": zoom,
        "mobile": width < 600,
    }
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def scheme(driver: Any, name: str) -> None:
    """Light or dark."""
    features = [{"name": "prefers-color-scheme", "value": name}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def asked(driver: Any) -> set[str]:
    """Every address that was asked for since the last call, sockets and pictures included."""
    found = set()
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.add(message["params"]["request"]["url"])
        elif message["method"] == "Network.webSocketCreated":
            found.add(message["params"]["url"])
    return found


def sent(driver: Any) -> list[Any]:
    """What went over sockets since the last call, frame by frame."""
    frames = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.webSocketFrameSent":
            frames.append(json.loads(message["params"]["response"]["payloadData"]))
    return frames


def complaints(driver: Any) -> list[str]:
    """What the browser complained of since the last call; a relay that is not there is no complaint."""
    return [
        entry["message"] for entry in driver.get_log("browser") if "WebSocket connection to" not in entry["message"]
    ]
