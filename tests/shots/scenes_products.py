"""The products page: the list, the editor, the quick keys and the departments."""

from tests.shots.stage import Stage, scene
from ui.products.page import ProductsPage


def _products(stage: Stage) -> ProductsPage:
    return stage.page("products", ProductsPage)


@scene()
def products(stage: Stage) -> None:
    """The list, best sellers first."""
    _products(stage)


@scene()
def products_search(stage: Stage) -> None:
    """Found while typing."""
    _products(stage)
    stage.write("brö")


@scene()
def products_nothing(stage: Stage) -> None:
    """Nothing is called that: make it."""
    _products(stage)
    stage.write("Seifenblasen")


@scene()
def products_to_complete(stage: Stage) -> None:
    """What the checkout learned."""
    _products(stage).products.list.incomplete.click()


@scene()
def products_editor(stage: Stage) -> None:
    """One product."""
    _products(stage)
    stage.scan("4029764001807")


@scene()
def products_new(stage: Stage) -> None:
    """A scan that nobody knows makes a new product."""
    _products(stage)
    stage.scan("4006381333931")


@scene()
def products_refused(stage: Stage) -> None:
    """A name is missing."""
    page = _products(stage)
    stage.scan("4006381333931")
    page.products.save()


@scene()
def products_pack(stage: Stage) -> None:
    """A crate of it."""
    page = _products(stage)
    stage.scan("4029764001807")
    page.products.editor.pack_wanted.emit(-1)


@scene()
def products_unsaved(stage: Stage) -> None:
    """Left with something typed."""
    _products(stage)
    stage.scan("4029764001807")
    stage.write("Mate")
    stage.do("back")


@scene("new")
def products_none(stage: Stage) -> None:
    """A shop of this minute."""
    _products(stage)


@scene()
def quick_keys(stage: Stage) -> None:
    """The quick keys in their order, one of them marked."""
    page = _products(stage)
    page.show_view(page.keys)
    page.keys.mark(2)


@scene()
def quick_keys_add(stage: Stage) -> None:
    """Another one."""
    page = _products(stage)
    page.show_view(page.keys)
    page.keys.add()


@scene("new")
def quick_keys_none(stage: Stage) -> None:
    """There are none yet."""
    page = _products(stage)
    page.show_view(page.keys)


@scene()
def departments(stage: Stage) -> None:
    """The departments."""
    page = _products(stage)
    page.show_view(page.departments)


@scene()
def departments_edit(stage: Stage) -> None:
    """One of them."""
    departments(stage)
    _products(stage).departments.edit("Bier")
