"""One browser and one web server for all tests of the near-me page; relays as a test needs them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.storefront.near import NearConfig, files
from tests.near import browser
from tests.near.market import PLACE, Site
from tests.sync.nostr.relays import local_relay


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    driver = browser.start(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def relay() -> Iterator[str]:
    with local_relay() as address:
        yield address


@pytest.fixture
def second() -> Iterator[str]:
    with local_relay() as address:
        yield address


class Page:
    """The page as somebody uses it."""

    def __init__(self, driver: Any, site: Site) -> None:
        self.driver = driver
        self.site = site
        self.opened = 0

    def open(self, *relays: str, fragment: str = "", **changes: Any) -> "Page":
        config = NearConfig(tuple(relays), **{"title": "Kiosk am Kotti", "place": PLACE, "patience": 1, **changes})
        self.site.files = files(config)
        self.opened += 1  # each address is another, so that the page is loaded and not only its fragment changed
        query, _, rest = fragment.partition("#")
        self.driver.get(f"{self.site.address}/near/{query or '?'}&{self.opened}#{rest}")
        return self.ready()

    def ready(self) -> "Page":
        self.until(lambda: self.script("return document.documentElement.dataset.ready"))
        return self

    def script(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    def module(self, code: str, given: Any = None) -> Any:
        """Run code with the page's own modules: `load("geo.js")` gives one, `given` is the argument."""
        whole = f"""
            const [given, done] = arguments, load = (name) => import("{self.site.address}/near/" + name);
            const act = async () => {{ {code} }};
            act().then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"""
        answer = self.driver.execute_async_script(whole, given)
        assert "error" not in answer, answer
        return answer.get("value")

    def until(self, wanted: Callable[[], Any], seconds: float = 8) -> Any:
        from selenium.common.exceptions import TimeoutException
        from selenium.webdriver.support.wait import WebDriverWait

        try:
            return WebDriverWait(self.driver, seconds, poll_frequency=0.04).until(lambda _: wanted())
        except TimeoutException:
            raise AssertionError(f"the page says: {self.script('return document.body.innerText')}") from None

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.script("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def search(self, what: str = "", where: str = "", radius: int | None = None) -> "Page":
        code = "for (const [id, value] of Object.entries(arguments[0])) document.getElementById(id).value = value;"
        fields: dict[str, str] = {"what": what, "where": where}
        if radius:
            fields["radius"] = str(radius)
        self.script(code + "document.getElementById('search').requestSubmit()", fields)
        return self

    def cards(self) -> list[str]:
        """The shops' names and articles, from top to bottom, as "shop: article"."""
        code = """return [...document.querySelectorAll('#list article')].map((card) =>
            card.querySelector('.where strong').textContent + ': ' + card.querySelector('h3').textContent)"""
        return list(self.script(code))

    def shows(self, *wanted: str) -> None:
        """These entries and no other, in this order."""
        self.until(lambda: self.cards() == list(wanted) and not self.busy())

    def busy(self) -> bool:
        return bool(self.script("return document.getElementById('results').getAttribute('aria-busy') === 'true'"))

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, selector: str) -> None:
        """Press what may still have to come: whether a shop takes reservations is known a moment after its goods."""
        self.until(lambda: self.script("return Boolean(document.querySelector(arguments[0]))", selector))
        self.script("document.querySelector(arguments[0]).click()", selector)

    def focused(self) -> str:
        return str(self.script("const at = document.activeElement; return at.dataset.role || at.id || at.tagName"))

    def picture(self, path: Path) -> None:
        self.driver.save_screenshot(str(path))


@pytest.fixture
def page(chromium: Any, site: Site) -> Iterator[Page]:
    origin = {"origin": site.address, "storageTypes": "all"}
    chromium.execute_cdp_cmd("Storage.clearDataForOrigin", origin)
    browser.size(chromium, 1280, 800)
    browser.scheme(chromium, "light")
    chromium.get_log("performance"), chromium.get_log("browser")
    yield Page(chromium, site)
    chromium.get("about:blank")
    left = browser.complaints(chromium)
    assert not left, left
