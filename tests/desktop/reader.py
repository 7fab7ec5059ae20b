"""A screen reader for tests: finds things in the till's window by role and name alone, reads them and acts on them.

Run by the system's Python, which has the bindings. Each line on its standard input is a request, a JSON list of a verb
and its words; each gets a line with a JSON value: what was read, or true, or null where it is not there (yet).
"""

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import_module("gi").require_version("Atspi", "2.0")
Atspi: Any = import_module("gi.repository.Atspi")
GLib: Any = import_module("gi.repository.GLib")

WANT_NAMES = (
    *("button", "toggle button", "check box", "radio button", "combo box"),
    *("text", "password text", "spin button", "table", "list", "page tab list"),
)
"""The roles of what nobody can use without knowing what it is."""

Thing = Any
"""An `Atspi.Accessible`."""


def windows() -> Iterator[Thing]:
    """What the till has on the display."""
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(number)
        if application is not None:
            application.set_cache_mask(Atspi.Cache.NONE)
            yield from (application.get_child_at_index(i) for i in range(application.get_child_count()))


def role(word: str) -> Any:
    """A role by its word; newer bindings call a push button a button."""
    name = word.upper().replace(" ", "_")
    return getattr(Atspi.Role, name, None) or getattr(Atspi.Role, f"PUSH_{name}")


def all_with(*roles: str) -> list[Thing]:
    """All things in sight that have one of these roles. The till finds them itself: to ask for each takes long."""
    every, any_of = Atspi.CollectionMatchType.ALL, Atspi.CollectionMatchType.ANY
    showing = Atspi.StateSet.new([Atspi.StateType.SHOWING])
    rule = Atspi.MatchRule.new(showing, every, {}, every, [role(word) for word in roles], any_of, [], every, False)
    order = Atspi.CollectionSortOrder.CANONICAL
    return [it for window in windows() for it in Atspi.Collection.get_matches(window, rule, order, 0, True)]


def find(role: str, name: str) -> Thing:
    """The first thing in sight with this role and name; None where there is none."""
    return next((it for it in all_with(role) if it.get_name() == name), None)


def is_there(role: str, name: str) -> bool | None:
    return True if find(role, name) else None


def press(role: str, name: str) -> bool | None:
    """Do what a press does."""
    thing = find(role, name)
    if thing is None or not thing.get_state_set().contains(Atspi.StateType.SENSITIVE):
        return None
    offered = [Atspi.Action.get_action_name(thing, number) for number in range(Atspi.Action.get_n_actions(thing))]
    return bool(Atspi.Action.do_action(thing, offered.index("Press"))) or None


def focus(role: str, name: str) -> bool | None:
    """Put the focus on it; true when it is there."""
    thing = find(role, name)
    if thing is None:
        return None
    Atspi.Component.grab_focus(thing)
    return has_focus(role, name)


def has_focus(role: str, name: str) -> bool | None:
    thing = find(role, name)
    return True if thing is not None and thing.get_state_set().contains(Atspi.StateType.FOCUSED) else None


def write(role: str, name: str, text: str) -> bool | None:
    """Put a text into a field."""
    thing = find(role, name)
    return None if thing is None else bool(Atspi.EditableText.set_text_contents(thing, text)) or None


def text(role: str, name: str) -> str | None:
    """What stands in a field."""
    thing = find(role, name)
    return None if thing is None else str(Atspi.Text.get_text(thing, 0, -1))


def described(role: str, name: str) -> str | None:
    """What is said of a thing beside its name."""
    thing = find(role, name)
    return None if thing is None else str(thing.get_description())


def table(name: str) -> list[list[str]] | None:
    """A table's columns and then its rows, cell by cell."""
    thing = find("table", name)
    if thing is None:
        return None
    columns = range(Atspi.Table.get_n_columns(thing))
    heads = [str(Atspi.Table.get_column_description(thing, column)) for column in columns]
    rows = [
        [str(Atspi.Table.get_accessible_at(thing, row, column).get_name()) for column in columns]
        for row in range(Atspi.Table.get_n_rows(thing))
    ]
    return [heads, *rows]


_said: list[str] = []
_listener = Atspi.EventListener.new(lambda event: _said.append(event.any_data))


def said() -> list[str]:
    """All that programs had the screen reader say of their own accord."""
    while GLib.MainContext.default().iteration(False):
        pass
    return _said


def nameless() -> list[str]:
    """What can be acted on or looked through in sight and has no name."""
    return [it.get_role_name() for it in all_with(*WANT_NAMES) if not it.get_name()]


VERBS: dict[str, Callable[..., object]] = {
    verb.__name__: verb for verb in (is_there, press, focus, has_focus, write, text, described, table, said, nameless)
}


def answer(request: list[str]) -> object:
    """What a request gives. What vanished while it was looked at, an error or None to the bindings, is not there."""
    try:
        return VERBS[request[0]](*request[1:])
    except (GLib.Error, AttributeError):
        return None


if __name__ == "__main__":
    _listener.register("object:announcement")
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
