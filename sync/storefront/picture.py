"""An article's picture where nobody has taken one: a tile in its department's colour with its name's first letters.

Small, the same at every drawing, and without any font or file of somebody else.
"""

import hashlib

from kasse.books.market import PublicView
from sync.storefront.markup import Html, tag

TONES = (
    ("#dbe9e2", "#0b5a41"),
    ("#f3e0d2", "#8a3d12"),
    ("#e0e3f1", "#3b4687"),
    ("#f0e6c8", "#6b5208"),
    ("#ecdce6", "#7c2f5c"),
    ("#d9e8ee", "#12566e"),
    ("#e7e2d6", "#57503f"),
    ("#e2ecd3", "#41600f"),
)
"""Ground and ink, dark enough to be read on it."""


def tone(department: str) -> tuple[str, str]:
    """A department's two colours."""
    return TONES[hashlib.sha256(department.encode(errors="replace")).digest()[0] % len(TONES)]


def initials(name: str) -> str:
    """The first letters of a name's first two words, without figures and signs."""
    words = [
        word for word in ("".join(s for s in part if s.isalpha()) for part in name.replace("-", " ").split()) if word
    ]
    return "".join(word[0] for word in words[:2]).upper() or "·"


def tile(view: PublicView) -> bytes:
    """The picture as SVG."""
    ground, ink = tone(view.department)
    drawn = tag(
        "svg",
        tag("title", view.name[:120]),
        Html(f'<rect width="600" height="600" fill="{ground}"/>'),
        Html(f'<circle cx="470" cy="130" r="250" fill="{ink}" opacity=".07"/>'),
        tag("text", initials(view.name), x=300, y=380, text_anchor="middle", font_family="Inter,Noto Sans,sans-serif",
            font_size=230, font_weight=600, fill=ink),
        xmlns="http://www.w3.org/2000/svg", viewBox="0 0 600 600",
    )  # fmt: skip
    return f"{drawn}\n".encode()
