"""The schema in words: nobody who takes the shop's file along has to guess what a column means."""

from kasse.store import words


def test_every_table_and_every_column_has_words() -> None:
    for table in words.tables():
        assert words.docstring_of(table.name), f"{table.name} has no docstring"
        for column in table.columns:
            assert words.words_of(table.name, column.name), f"say in words.py what {table.name}.{column.name} means"


def test_no_words_are_left_of_columns_that_are_gone() -> None:
    there = {column.name for table in words.tables() for column in table.columns}
    named = {f"{table.name}.{column.name}" for table in words.tables() for column in table.columns}
    assert words.SPECIAL.keys() <= named
    assert words.COLUMNS.keys() <= there


def test_the_page_names_each_table_once() -> None:
    page = words.schema_in_words()
    for table in words.tables():
        assert page.count(f"## {table.name}\n") == 1
    assert "| number (key) | INTEGER, always there |" in page
