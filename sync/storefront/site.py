"""The pages that are made of all articles together: front page, departments, the whole list, imprint."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from kasse.books.market import Bucket, PublicView
from kasse.texts import N_
from sync.storefront import linked, paths
from sync.storefront.markup import Html, clean, html_of, tag
from sync.storefront.pages import Head, Site, availability, beside_price, name, page, the_shop
from sync.storefront.picture import tone

Shelf = tuple[str, Sequence[PublicView]]

_HERE = Path(__file__)


def shelves(views: Iterable[PublicView]) -> list[Shelf]:
    """The articles by department, both in the order of their names; what has no department comes last."""

    def place(view: PublicView) -> tuple[bool, str, str]:
        return not view.department, view.department.casefold(), view.department

    ordered = sorted(views, key=lambda view: (*place(view), view.name.casefold(), view.key))
    return [(department, list(found)) for department, found in groupby(ordered, key=lambda view: view.department)]


def constant_files(site: Site) -> dict[str, bytes]:
    """What no article changes."""
    return {
        "style.css": _HERE.with_name("style.css").read_bytes(),
        "search.js": _HERE.with_name("search.js").read_bytes(),
        "icon.svg": _icon(site),
        "imprint/index.html": imprint(site),
        "404.html": missing(site),
    }


def list_files(site: Site, views: Iterable[PublicView]) -> dict[str, bytes]:
    """Front page, departments, and the whole list. The front page, which leads to the others, is the last."""
    found = shelves(views)
    files = {f"d/{paths.slug(shelf[0])}/index.html": department(site, shelf) for shelf in found}
    files["all/index.html"] = everything(site, found)
    files["index.html"] = front(site, found)
    return files


def front(site: Site, found: Sequence[Shelf]) -> bytes:
    """The shop, its hours, a search, and its departments."""
    shop = site.shop
    node = linked.store(shop, site.branch)
    head = Head(
        site.say(N_("{shop} · what is there now")).format(shop=clean(shop.name)),
        " · ".join(filter(None, (clean(shop.about), clean(f"{shop.street}, {shop.postcode} {shop.city}")))),
        "",
        "",
        linked.script(node),
    )
    count = site.words.articles(sum(len(views) for _department, views in found))
    hero = tag(
        "section",
        tag("h1", name(shop.name)),
        tag("p", clean(shop.about), class_="about") if shop.about.strip() else None,
        _search(site, "all/"),
        tag("p", _promise(site), class_="quiet"),
        class_="hero",
    )
    where = tag("section", tag("h2", site.say(N_("The shop"))), the_shop(site), class_="card")
    tiles = tag("ul", [_department_tile(site, shelf) for shelf in found], class_="tiles")
    goods = (
        tag("section", tag("h2", site.say(N_("Departments")), tag("small", f" {count}")), tiles)
        if found
        else _nothing(site)
    )
    return page(site, head, hero, goods, where)


def _promise(site: Site) -> str:
    if site.reserves:
        return site.say(N_("Look what is there, reserve it, and pay at the counter. No account, no platform."))
    return site.say(N_("Look what is there before you come. No account, no platform."))


def _nothing(site: Site) -> Html:
    return tag("p", site.say(N_("The catalogue is being filled. Come and see us meanwhile.")), class_="card")


def _department_tile(site: Site, shelf: Shelf) -> Html:
    title = tag("a", site.words.department(clean(shelf[0])), href=f"d/{paths.slug(shelf[0])}/")
    return tag("li", title, tag("small", site.words.articles(len(shelf[1]))), class_=f"tone{_tone_number(shelf[0])}")


def _tone_number(department: str) -> int:
    from sync.storefront.picture import TONES

    return TONES.index(tone(department))


def _search(site: Site, action: str) -> Html:
    label = site.say(N_("Find an article"))
    return tag(
        "form",
        tag("label", label, for_="q"),
        tag("div", tag("input", type="search", name="q", id="q", autocomplete="off", enterkeyhint="search"),
            tag("button", site.say(N_("Search")), class_="primary")),
        role="search", action=action, method="get",
    )  # fmt: skip


def everything(site: Site, found: Sequence[Shelf]) -> bytes:
    """The whole list, which a script narrows; without one the browser's own search looks through it."""
    say = site.say
    head = Head(f"{say(N_('All articles'))} · {clean(site.shop.name)}", "", "all/", "../", script="search.js")
    jumps = [tag("li", tag("a", site.words.department(clean(d)), href=f"#{paths.slug(d)}")) for d, _views in found]
    hint = tag(
        "noscript",
        tag("p", say(N_("Find a word on this page with your browser's own search (Ctrl+F).")), class_="quiet"),
    )
    # What is said to a screen reader as one types; the texts are here because the script knows no language.
    heard = tag("p", role="status", id="found", class_="quiet", data_none=say(N_("Nothing found. Try a shorter word.")),
                data_one=say(N_("1 article")), data_many=say(N_("{count} articles")))  # fmt: skip
    lists = [_shelf_section(site, shelf) for shelf in found]
    return page(
        site,
        head,
        tag("h1", say(N_("All articles"))),
        _search(site, "./"),
        hint,
        heard,
        tag("nav", tag("ul", jumps, class_="jumps"), aria_label=say(N_("Departments"))) if found else _nothing(site),
        html_of(lists),
    )


def _shelf_section(site: Site, shelf: Shelf) -> Html:
    title = tag("h2", site.words.department(clean(shelf[0])), id=paths.slug(shelf[0]))
    return tag("section", title, _list(site, shelf[1], "../"), class_="shelf")


def department(site: Site, shelf: Shelf) -> bytes:
    """A department's articles."""
    title = site.words.department(clean(shelf[0]))
    head = Head(f"{title} · {clean(site.shop.name)}", "", f"d/{paths.slug(shelf[0])}/", "../../")
    count = tag("p", site.words.articles(len(shelf[1])), class_="quiet")
    return page(site, head, tag("h1", title), count, _list(site, shelf[1], "../../"))


def _list(site: Site, views: Iterable[PublicView], root: str) -> Html:
    return tag("ul", [_row(site, view, root) for view in views], class_="list")


def _row(site: Site, view: PublicView, root: str) -> Html:
    """A line of a list. What is there needs no word; what is short or gone has one."""
    beside = beside_price(site, view)
    short = availability(site, view.bucket) if view.bucket is not Bucket.IN else None
    return tag(
        "li",
        tag("a", name(view.name), href=root + paths.address(view.key)),
        short,
        tag("b", site.words.price(view)),
        tag("small", beside) if beside else None,
    )


def imprint(site: Site) -> bytes:
    """Who answers for these pages, and what they do with whoever looks at them: nothing."""
    say, shop = site.say, site.shop
    head = Head(f"{say(N_('Imprint'))} · {clean(shop.name)}", "", "imprint/", "../")
    blocks = [
        [clean(line) for line in block.splitlines()] for block in shop.imprint.replace("\r\n", "\n").split("\n\n")
    ]
    written = [tag("p", _lines(block)) for block in blocks if any(block)]
    address = tag("address", _lines([clean(shop.name), clean(shop.street), clean(f"{shop.postcode} {shop.city}")]))
    seen = [say(N_("These pages set no cookies, count nobody, and load nothing from anywhere else."))]
    if site.near:
        seen.append(
            say(N_("The page “Nearby” asks the relays that it names, for a wide area and never for your street."))
        )
    privacy = tag("section", tag("h2", say(N_("Privacy"))), [tag("p", line) for line in seen])
    return page(site, head, tag("h1", say(N_("Imprint"))), html_of(written or [address]), privacy)


def _lines(lines: Iterable[str]) -> Html:
    return Html("<br>".join(html_of(line) for line in lines if line))


def missing(site: Site) -> bytes:
    """What servers show for an article that is no longer there, under any address: so its links are whole."""
    root = f"{site.shop.website}/" if site.shop.website else "/"
    title = site.say(N_("This article is no longer in the catalogue."))
    back = tag("p", tag("a", site.say(N_("All articles")), href=f"{root}all/", class_="button primary"))
    return page(site, Head(title, root=root), tag("h1", title), back)


def _icon(site: Site) -> bytes:
    letter = clean(site.shop.name)[:1].upper() or "K"
    drawn = tag(
        "svg",
        Html('<rect width="64" height="64" rx="14" fill="#0b6e4f"/>'),
        tag("text", letter, x=32, y=45, text_anchor="middle", font_family="sans-serif", font_size=38, font_weight=700,
            fill="#ffffff"),
        xmlns="http://www.w3.org/2000/svg", viewBox="0 0 64 64",
    )  # fmt: skip
    return f"{drawn}\n".encode()
