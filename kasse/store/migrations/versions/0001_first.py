"""The first schema: what `tables.py` shows, as it was then, with its triggers and search indexes."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
CREATE TABLE audit (
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE cash_count (
    shift INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    pieces TEXT NOT NULL,
    total INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    PRIMARY KEY (shift, at)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE cash_movement (
    id BLOB NOT NULL,
    shift INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE code_rule (
    position INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (position)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE counter (
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    hash BLOB,
    PRIMARY KEY (name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE day_total (
    day TEXT NOT NULL,
    product INTEGER NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    rate INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, product, kind, department, rate)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE department (
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    tax_class TEXT NOT NULL,
    colour TEXT NOT NULL,
    age_limit INTEGER NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE deposit_type (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    "each" INTEGER NOT NULL,
    tax_class TEXT,
    PRIMARY KEY (code)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE draft (
    id BLOB NOT NULL,
    name TEXT,
    cashier TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE journal (
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE outbox (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    "CREATE INDEX outbox_waiting ON outbox (kind, number) WHERE state = 'queued'",
    """
CREATE TABLE person (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    active INTEGER NOT NULL,
    pin_hash TEXT NOT NULL,
    failed INTEGER NOT NULL,
    wait_until INTEGER,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE product (
    number INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    price INTEGER,
    tax_class TEXT NOT NULL,
    department TEXT NOT NULL,
    unit TEXT NOT NULL,
    deposit TEXT,
    age_limit INTEGER NOT NULL,
    price_bound INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (rank)
) STRICT
""",
    """
CREATE TABLE quick_key (
    position INTEGER NOT NULL,
    page TEXT NOT NULL,
    label TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (position)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE redeemed_slip (
    code TEXT NOT NULL,
    sale BLOB NOT NULL,
    PRIMARY KEY (code, sale)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE sale (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    shift INTEGER NOT NULL,
    cashier INTEGER NOT NULL,
    cashier_name TEXT NOT NULL,
    business_day TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    tendered_at INTEGER NOT NULL,
    completed_at INTEGER,
    receipt_no INTEGER,
    total INTEGER NOT NULL,
    refers_to BLOB,
    refers_to_no INTEGER,
    reason TEXT NOT NULL,
    age_confirmed INTEGER NOT NULL,
    shop_version INTEGER NOT NULL,
    outage TEXT NOT NULL,
    signature TEXT,
    PRIMARY KEY (id),
    UNIQUE (receipt_no)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE shift (
    number INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    business_day TEXT NOT NULL,
    opening_float INTEGER NOT NULL,
    first_receipt_no INTEGER NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE shop (
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (version)
) STRICT
""",
    """
CREATE TABLE stock_level (
    product INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (product)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stock_movement (
    document BLOB NOT NULL,
    position INTEGER NOT NULL,
    product INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE tax_rate (
    tax_class TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    rate INTEGER NOT NULL,
    PRIMARY KEY (tax_class, valid_from)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE z_report (
    number INTEGER NOT NULL,
    shift INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (shift)
) STRICT
""",
    """
CREATE TABLE pack (
    number INTEGER NOT NULL,
    product INTEGER NOT NULL,
    name TEXT NOT NULL,
    units INTEGER NOT NULL,
    price INTEGER NOT NULL,
    deposit TEXT,
    PRIMARY KEY (number),
    FOREIGN KEY(product) REFERENCES product (number)
) STRICT
""",
    "CREATE INDEX ix_pack_product ON pack (product)",
    """
CREATE TABLE payment (
    sale BLOB NOT NULL,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    amount INTEGER NOT NULL,
    given INTEGER NOT NULL,
    PRIMARY KEY (sale, position),
    FOREIGN KEY(sale) REFERENCES sale (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE product_code (
    code TEXT NOT NULL,
    product INTEGER NOT NULL,
    pack INTEGER,
    raw TEXT NOT NULL,
    PRIMARY KEY (code),
    FOREIGN KEY(product) REFERENCES product (number)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX ix_product_code_product ON product_code (product)",
    """
CREATE TABLE sale_line (
    sale BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit TEXT NOT NULL,
    unit_price INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    total INTEGER NOT NULL,
    tax_class TEXT NOT NULL,
    rate INTEGER NOT NULL,
    product INTEGER,
    department TEXT NOT NULL,
    parent INTEGER,
    stock_units INTEGER NOT NULL,
    price_bound INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    line_key INTEGER NOT NULL,
    list_price INTEGER,
    origin_sale BLOB,
    origin_position INTEGER,
    addon TEXT NOT NULL,
    PRIMARY KEY (sale, position),
    FOREIGN KEY(sale) REFERENCES sale (id)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX sale_line_origin ON sale_line (origin_sale) WHERE origin_sale IS NOT NULL",
    """
CREATE TABLE sale_vat (
    sale BLOB NOT NULL,
    rate INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    net INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    PRIMARY KEY (sale, rate),
    FOREIGN KEY(sale) REFERENCES sale (id)
) WITHOUT ROWID, STRICT
""",
    "CREATE VIRTUAL TABLE product_words USING fts5(name, content='', prefix='1 2 3', tokenize='unicode61')",
    "CREATE VIRTUAL TABLE product_parts USING fts5(name, content='', tokenize='trigram')",
    "CREATE TRIGGER sale_line_no_update BEFORE UPDATE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER sale_line_no_delete BEFORE DELETE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER sale_vat_no_update BEFORE UPDATE ON sale_vat BEGIN SELECT RAISE(ABORT, 'sale_vat is append-only'); END",
    "CREATE TRIGGER sale_vat_no_delete BEFORE DELETE ON sale_vat BEGIN SELECT RAISE(ABORT, 'sale_vat is append-only'); END",
    "CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END",
    "CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END",
    "CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement BEGIN SELECT RAISE(ABORT, 'stock_movement is append-only'); END",
    "CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement BEGIN SELECT RAISE(ABORT, 'stock_movement is append-only'); END",
    "CREATE TRIGGER redeemed_slip_no_update BEFORE UPDATE ON redeemed_slip BEGIN SELECT RAISE(ABORT, 'redeemed_slip is append-only'); END",
    "CREATE TRIGGER redeemed_slip_no_delete BEFORE DELETE ON redeemed_slip BEGIN SELECT RAISE(ABORT, 'redeemed_slip is append-only'); END",
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER shift_no_update BEFORE UPDATE ON shift BEGIN SELECT RAISE(ABORT, 'shift is append-only'); END",
    "CREATE TRIGGER shift_no_delete BEFORE DELETE ON shift BEGIN SELECT RAISE(ABORT, 'shift is append-only'); END",
    "CREATE TRIGGER cash_movement_no_update BEFORE UPDATE ON cash_movement BEGIN SELECT RAISE(ABORT, 'cash_movement is append-only'); END",
    "CREATE TRIGGER cash_movement_no_delete BEFORE DELETE ON cash_movement BEGIN SELECT RAISE(ABORT, 'cash_movement is append-only'); END",
    "CREATE TRIGGER cash_count_no_update BEFORE UPDATE ON cash_count BEGIN SELECT RAISE(ABORT, 'cash_count is append-only'); END",
    "CREATE TRIGGER cash_count_no_delete BEFORE DELETE ON cash_count BEGIN SELECT RAISE(ABORT, 'cash_count is append-only'); END",
    "CREATE TRIGGER z_report_no_update BEFORE UPDATE ON z_report BEGIN SELECT RAISE(ABORT, 'z_report is append-only'); END",
    "CREATE TRIGGER z_report_no_delete BEFORE DELETE ON z_report BEGIN SELECT RAISE(ABORT, 'z_report is append-only'); END",
    "CREATE TRIGGER shop_no_update BEFORE UPDATE ON shop BEGIN SELECT RAISE(ABORT, 'shop is append-only'); END",
    "CREATE TRIGGER shop_no_delete BEFORE DELETE ON shop BEGIN SELECT RAISE(ABORT, 'shop is append-only'); END",
    "CREATE TRIGGER sale_no_update BEFORE UPDATE ON sale WHEN OLD.state <> 'tendered' OR OLD.id <> NEW.id OR OLD.total <> NEW.total OR OLD.shift <> NEW.shift BEGIN SELECT RAISE(ABORT, 'a finished sale is never changed'); END",
    "CREATE TRIGGER sale_no_delete BEFORE DELETE ON sale BEGIN SELECT RAISE(ABORT, 'sale is append-only'); END",
    "INSERT INTO counter (name, value, hash) VALUES ('receipt', 0, NULL), ('z', 0, NULL), ('journal', 0, zeroblob(32))",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement.strip())
