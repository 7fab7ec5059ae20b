"""What the law wants kept: the fiscal device, what it signed beside sales, and which program wrote the books."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    "ALTER TABLE product ADD COLUMN eat_in TEXT",
    "ALTER TABLE department ADD COLUMN eat_in TEXT",
    "INSERT OR IGNORE INTO tax_rate (tax_class, valid_from, rate) SELECT 'meal', d.column1, d.column2 FROM (VALUES "
    "('2007-01-01', 1900), ('2020-07-01', 500), ('2021-01-01', 700), ('2024-01-01', 1900), ('2026-01-01', 700)) d "
    "WHERE EXISTS (SELECT 1 FROM tax_rate WHERE tax_class = 'reduced' AND valid_from = '1983-07-01' AND rate = 700)",
    """
CREATE TABLE program_version (
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    version TEXT NOT NULL,
    migration TEXT NOT NULL,
    system TEXT NOT NULL,
    PRIMARY KEY (number)
)
 STRICT
""",
    """
CREATE TABLE sale_fact (
    sale BLOB NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (sale, position, name),
    FOREIGN KEY(sale) REFERENCES sale (id)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE tse_archive (
    number INTEGER NOT NULL,
    z_no INTEGER NOT NULL,
    device INTEGER NOT NULL,
    since INTEGER,
    until INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    first_counter INTEGER NOT NULL,
    last_counter INTEGER NOT NULL,
    PRIMARY KEY (number)
)
 STRICT
""",
    """
CREATE TABLE tse_device (
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    client TEXT NOT NULL,
    kind TEXT NOT NULL,
    serial TEXT NOT NULL,
    public_key BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    time_format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    certificates TEXT NOT NULL,
    certified INTEGER NOT NULL,
    bsi_id TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (number)
)
 STRICT
""",
    """
CREATE TABLE tse_event (
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (number)
)
 STRICT
""",
    """
CREATE TABLE tse_signed (
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    at INTEGER NOT NULL,
    signature TEXT,
    outage TEXT NOT NULL,
    PRIMARY KEY (kind, ref)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE tse_waiting (
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    device INTEGER,
    number INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE unsold_basket (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    basket BLOB NOT NULL,
    shift INTEGER NOT NULL,
    cashier INTEGER NOT NULL,
    cashier_name TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT
""",
    "CREATE INDEX unsold_basket_shift ON unsold_basket (shift)",
    "CREATE TRIGGER tse_device_no_update BEFORE UPDATE ON tse_device BEGIN SELECT RAISE(ABORT, 'tse_device is append-only'); END",
    "CREATE TRIGGER tse_device_no_delete BEFORE DELETE ON tse_device BEGIN SELECT RAISE(ABORT, 'tse_device is append-only'); END",
    "CREATE TRIGGER tse_signed_no_update BEFORE UPDATE ON tse_signed BEGIN SELECT RAISE(ABORT, 'tse_signed is append-only'); END",
    "CREATE TRIGGER tse_signed_no_delete BEFORE DELETE ON tse_signed BEGIN SELECT RAISE(ABORT, 'tse_signed is append-only'); END",
    "CREATE TRIGGER tse_event_no_update BEFORE UPDATE ON tse_event BEGIN SELECT RAISE(ABORT, 'tse_event is append-only'); END",
    "CREATE TRIGGER tse_event_no_delete BEFORE DELETE ON tse_event BEGIN SELECT RAISE(ABORT, 'tse_event is append-only'); END",
    "CREATE TRIGGER unsold_basket_no_update BEFORE UPDATE ON unsold_basket BEGIN SELECT RAISE(ABORT, 'unsold_basket is append-only'); END",
    "CREATE TRIGGER unsold_basket_no_delete BEFORE DELETE ON unsold_basket BEGIN SELECT RAISE(ABORT, 'unsold_basket is append-only'); END",
    "CREATE TRIGGER tse_archive_no_update BEFORE UPDATE ON tse_archive BEGIN SELECT RAISE(ABORT, 'tse_archive is append-only'); END",
    "CREATE TRIGGER tse_archive_no_delete BEFORE DELETE ON tse_archive BEGIN SELECT RAISE(ABORT, 'tse_archive is append-only'); END",
    "CREATE TRIGGER sale_fact_no_update BEFORE UPDATE ON sale_fact BEGIN SELECT RAISE(ABORT, 'sale_fact is append-only'); END",
    "CREATE TRIGGER sale_fact_no_delete BEFORE DELETE ON sale_fact BEGIN SELECT RAISE(ABORT, 'sale_fact is append-only'); END",
    "CREATE TRIGGER program_version_no_update BEFORE UPDATE ON program_version BEGIN SELECT RAISE(ABORT, 'program_version is append-only'); END",
    "CREATE TRIGGER program_version_no_delete BEFORE DELETE ON program_version BEGIN SELECT RAISE(ABORT, 'program_version is append-only'); END",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement.strip())
