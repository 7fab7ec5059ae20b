"""index.xml: what each file and column is, in the words of the GDPdU's description standard."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from kasse.fiscal.de.dsfinvk.schema import DTD_NAME, Column, Table

_HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE DataSet SYSTEM "{DTD_NAME}">\n'


def index_xml(tables: Sequence[Table], supplier: str, place: str, comment: str) -> bytes:
    """The description with byte order mark and CR LF, as the official one is written."""
    text = _HEAD + "\n".join(_lines(tables, supplier, place, comment)) + "\n"
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


def _lines(tables: Sequence[Table], supplier: str, place: str, comment: str) -> Iterator[str]:
    yield "<DataSet>"
    yield "  <Version>1.0</Version>"
    yield "  <DataSupplier>"
    yield f"    <Name>{_text(supplier)}</Name>"
    yield f"    <Location>{_text(place)}</Location>"
    yield f"    <Comment>{_text(comment)}</Comment>"
    yield "  </DataSupplier>"
    yield "  <Media>"
    yield "    <Name>CD Nummer 1</Name>"
    for table in tables:
        yield from _table(table)
    yield "  </Media>"
    yield "</DataSet>"


def _table(table: Table) -> Iterator[str]:
    yield "    <Table>"
    yield f"      <URL>{table.file}</URL>"
    yield f"      <Name>{table.name}</Name>"
    yield f"      <Description>{table.file}</Description>"
    yield "      <UTF8/>"
    yield "      <DecimalSymbol>,</DecimalSymbol>"
    yield "      <DigitGroupingSymbol>.</DigitGroupingSymbol>"
    yield "      <Range>"
    yield "        <From>2</From>"
    yield "      </Range>"
    yield "      <VariableLength>"
    yield "        <ColumnDelimiter>;</ColumnDelimiter>"
    yield "        <RecordDelimiter>&#xD;&#xA;</RecordDelimiter>"
    yield '        <TextEncapsulator>"</TextEncapsulator>'
    for column in table.columns:
        yield from _column(column)
    yield "      </VariableLength>"
    yield "    </Table>"


def _column(column: Column) -> Iterator[str]:
    yield "        <VariableColumn>"
    yield f"          <Name>{column.name}</Name>"
    yield f"          <Description>{_text(column.description)}</Description>"
    if column.accuracy is None:
        yield "          <AlphaNumeric/>"
        if column.length:
            yield f"          <MaxLength>{column.length}</MaxLength>"
    elif column.accuracy:
        yield "          <Numeric>"
        yield f"            <Accuracy>{column.accuracy}</Accuracy>"
        yield "          </Numeric>"
    else:
        yield "          <Numeric/>"
    yield "        </VariableColumn>"


def _text(value: str) -> str:
    """Text without what XML cannot say."""
    return escape("".join(char for char in value if char.isprintable()))
