"""The frame of every page, and the page of an article. Pure: a view in, bytes out.

The pages hold the shop's language alone, so that a change of an article is one page. Links are relative: the files
work under any address and in any folder. No page needs a script.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from kasse.books.market import Bucket, PublicShop, PublicView
from kasse.market import hours
from kasse.texts import N_
from sync.storefront import linked, paths
from sync.storefront.markup import Html, clean, html_of, tag
from sync.storefront.picture import tile
from sync.storefront.wording import SIGNS, Words, address_line, degrees

GENERATOR = "Kasse"
"""By this a page is known as ours."""
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'"
)
"""Nothing of anybody else is ever loaded, and no script but our own."""


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share.

    `branch` is the shop's name in Google's feeds; `near` says whether there is the page on which one reserves.
    """

    shop: PublicShop
    words: Words
    branch: str = ""
    near: bool = False

    def say(self, text: str) -> str:
        """A text in the pages' language."""
        return self.words.say(text)

    @property
    def reserves(self) -> bool:
        """Whether somebody can reserve."""
        return self.near and bool(self.shop.holds and self.shop.key and self.shop.relays)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself.

    `address` is its own below the website, None where search engines shall not find it; `root` leads from it up to the
    front page; `data` is for machines.
    """

    title: str
    description: str = ""
    address: str | None = None
    root: str = ""
    data: Html | None = None
    script: str = ""


def page(site: Site, head: Head, *main: Html | None) -> bytes:
    """A whole page."""
    title = clean(head.title)
    canonical = f"{site.shop.website}/{head.address}" if site.shop.website and head.address is not None else None
    top = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("meta", name="description", content=clean(head.description)[:300]) if head.description else None,
        tag("meta", name="generator", content=GENERATOR),
        tag("meta", name="robots", content="noindex") if head.address is None else None,
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("link", rel="canonical", href=canonical) if canonical else None,
        tag("link", rel="icon", href=f"{head.root}icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href=f"{head.root}style.css"),
        head.data,
        tag("script", src=f"{head.root}{head.script}", defer=True) if head.script else None,
    )
    body = tag(
        "body",
        tag("a", site.say(N_("To the content")), class_="skip", href="#main"),
        _banner(site, head.root),
        tag("main", *main, id="main"),
        _foot(site, head.root),
    )
    return f"<!doctype html>\n{tag('html', top, body, lang=site.words.language)}\n".encode()


@lru_cache(maxsize=64)
def _banner(site: Site, root: str) -> Html:
    links = [tag("a", site.say(N_("All articles")), href=f"{root}all/")]
    if site.near:
        links.append(tag("a", site.say(N_("Nearby")), href=f"{root}near/"))
    home = tag("a", name(site.shop.name), class_="home", href=root or "./")
    return tag("header", tag("div", home, tag("nav", links, aria_label=site.say(N_("Pages")))), class_="top")


@lru_cache(maxsize=64)
def _foot(site: Site, root: str) -> Html:
    vat = site.say(N_("All prices include VAT; a deposit is charged on top and given back with the empties."))
    links = (
        tag("a", site.say(N_("Imprint")), href=f"{root}imprint/"),
        tag("a", site.say(N_("Open catalogue")), href=f"{root}catalog.json"),
    )
    return tag("footer", tag("div", tag("p", vat), tag("p", links, class_="links")))


def name(text: str) -> Html:
    """Somebody's text, kept to itself whichever way it is written."""
    return tag("bdi", clean(text))


# What several pages show


def availability(site: Site, bucket: Bucket) -> Html:
    """How much there is, by a sign and in words."""
    sign = tag("span", SIGNS[bucket], aria_hidden="true")
    return tag("span", sign, f" {site.words.bucket(bucket)}", class_=f"stock {bucket.value}")


def beside_price(site: Site, view: PublicView) -> str:
    """Deposit and unit price, which the law wants beside the price."""
    return " · ".join(filter(None, (site.words.deposit(view), site.words.unit_price(view))))


def opening_hours(site: Site) -> Html | None:
    """The opening hours as a table, or as they were written where we cannot read them."""
    text = clean(site.shop.hours)
    week = hours.read(text)
    if week is None:
        return tag("p", text) if text else None
    rows = [
        tag("tr", tag("th", _days(site, row), scope="row"), tag("td", _spans(site, row))) for row in hours.rows(week)
    ]
    return tag("table", tag("caption", site.say(N_("Opening hours"))), tag("tbody", rows), class_="hours")


def _days(site: Site, row: hours.Row) -> str:
    first, last = site.words.day(row.first), site.words.day(row.last)
    return first if first == last else f"{first}–{last}"


def _spans(site: Site, row: hours.Row) -> str:
    if not row.spans:
        return site.say(N_("closed"))
    return ", ".join(f"{hours.clock(span.opens)}–{hours.clock(span.closes)}" for span in row.spans)


@lru_cache(maxsize=8)
def the_shop(site: Site) -> Html:
    """Where the shop is and when it is open."""
    shop = site.shop
    where = tag(
        "address",
        name(shop.name),
        Html("<br>"),
        clean(shop.street),
        Html("<br>"),
        clean(f"{shop.postcode} {shop.city}"),
    )
    way = tag(
        "p", tag("a", site.say(N_("Way to the shop")), href=_map(shop), class_="button", rel="noopener noreferrer")
    )
    return tag("div", tag("div", where, way), opening_hours(site), class_="shop")


def _map(shop: PublicShop) -> str:
    if shop.latitude is None or shop.longitude is None:
        return f"https://www.openstreetmap.org/search?query={quote(clean(address_line(shop)))}"
    place = f"{degrees(shop.latitude)}/{degrees(shop.longitude)}"
    pin = f"mlat={degrees(shop.latitude)}&mlon={degrees(shop.longitude)}"
    return f"https://www.openstreetmap.org/?{pin}#map=18/{place}"


# The page of an article


def article(site: Site, view: PublicView) -> bytes:
    """An article's page."""
    words, root = site.words, "../../"
    department = words.department(clean(view.department))
    data = linked.script(linked.product(view, site.shop, words, site.branch))
    facts = " · ".join(filter(None, (clean(view.brand), clean(view.content))))
    title = site.say(N_("{article}: {price} at {shop}")).format(
        article=clean(view.name), price=words.price(view), shop=clean(site.shop.name)
    )
    head = Head(title, _description(site, view), paths.address(view.key), root, data)
    crumb = tag("a", department, href=f"{root}d/{paths.slug(view.department)}/")
    picture = tag("img", src=_picture(site, view, root), width=600, height=600, alt="", class_="tile")
    buying = tag(
        "div",
        tag("p", crumb, class_="crumb"),
        tag("h1", name(view.name)),
        tag("p", facts, class_="quiet") if facts else None,
        tag("p", words.price(view), class_="price"),
        tag("p", beside_price(site, view), class_="beside") if beside_price(site, view) else None,
        tag("p", availability(site, view.bucket)),
        _reserve(site, view, root),
    )
    code = tag("p", f"GTIN {view.gtin.lstrip('0')}", class_="quiet code") if view.gtin else None
    where = tag(
        "section",
        tag("h2", site.say(N_("Where to get it"))),
        the_shop(site),
        class_="card",
        aria_label=site.say(N_("Shop")),
    )
    return page(site, head, tag("article", picture, buying, class_="product"), where, code)


def _description(site: Site, view: PublicView) -> str:
    words = site.words
    parts = (
        words.price(view),
        words.deposit(view),
        words.unit_price(view),
        words.bucket(view.bucket),
        address_line(site.shop),
    )
    return " · ".join(filter(None, (clean(view.name), *parts)))


def _picture(site: Site, view: PublicView, root: str) -> str:
    """Its picture where it is one of this website; what lies elsewhere would tell others who looks at what."""
    own = f"{site.shop.website}/"
    if site.shop.website and view.picture.startswith(own):
        return root + view.picture.removeprefix(own)
    return root + paths.picture(view.key)


def _reserve(site: Site, view: PublicView, root: str) -> Html | None:
    if view.bucket is Bucket.OUT:
        return tag("p", site.say(N_("Ask at the counter when it comes again.")), class_="quiet")
    if not site.reserves:
        return None
    text = site.say(N_("We keep it for you until you come; you pay at the counter."))
    link = tag(
        "a",
        site.say(N_("Reserve")),
        href=f"{root}near/#{_wish(site, view)}",
        class_="button primary",
    )
    return html_of((tag("p", link), tag("p", text, class_="quiet")))


def _wish(site: Site, view: PublicView) -> str:
    """What the page that reserves is told: what is looked for, and to begin here."""
    asked = f"gtin={view.gtin}" if view.gtin else f"q={quote(clean(view.name))}"
    return f"{asked}&lang={site.words.language}"


def article_files(site: Site, view: PublicView) -> dict[str, bytes]:
    """All files of an article, by path: its page and its drawn picture."""
    return {paths.page(view.key): article(site, view), paths.picture(view.key): tile(view)}
