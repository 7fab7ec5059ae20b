"""What the owner works with: stock documents, buying, prices, promotions, customers, figures and lists taken over."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """
CREATE TABLE batch (
    number INTEGER NOT NULL,
    product INTEGER NOT NULL,
    code TEXT NOT NULL,
    best_before TEXT,
    first_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (number)
) STRICT
""",
    "CREATE INDEX ix_batch_product ON batch (product)",
    "CREATE INDEX batch_open ON batch (best_before) WHERE ended_at IS NULL",
    "CREATE INDEX journal_stock ON journal (number) WHERE kind = 'stock'",
    "CREATE INDEX stock_movement_other ON stock_movement (product, at) WHERE reason NOT IN ('sale', 'return')",
    """
CREATE TABLE customer (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    card TEXT,
    customer_group TEXT,
    contact TEXT NOT NULL,
    note TEXT NOT NULL,
    tab_limit INTEGER,
    since INTEGER NOT NULL,
    erased_at INTEGER,
    PRIMARY KEY (number),
    UNIQUE (card)
) STRICT
""",
    """
CREATE TABLE customer_group (
    name TEXT NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE import_mapping (
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE import_run (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    summary TEXT NOT NULL,
    undo TEXT NOT NULL,
    undone_at INTEGER,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE known_goods (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    brand TEXT NOT NULL,
    content TEXT NOT NULL,
    kinds TEXT NOT NULL,
    PRIMARY KEY (code)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE period_cost (
    period TEXT NOT NULL,
    product INTEGER NOT NULL,
    sold INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (period, product)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE period_stock (
    period TEXT NOT NULL,
    product INTEGER NOT NULL,
    reason TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (period, product, reason)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE period_total (
    period TEXT NOT NULL,
    product INTEGER NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    rate INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (period, product, kind, department, rate)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE pack_label (
    product INTEGER NOT NULL,
    pack INTEGER NOT NULL,
    price INTEGER NOT NULL,
    PRIMARY KEY (product, pack)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE press_document (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    reference TEXT NOT NULL,
    receipt_no INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE press_line (
    document BLOB NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    issue TEXT NOT NULL,
    name TEXT NOT NULL,
    price INTEGER,
    count INTEGER NOT NULL,
    expected INTEGER,
    PRIMARY KEY (document, position),
    FOREIGN KEY(document) REFERENCES press_document (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE price_change (
    number INTEGER NOT NULL,
    product INTEGER NOT NULL,
    pack INTEGER NOT NULL,
    "before" INTEGER,
    price INTEGER,
    valid_from TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    "CREATE INDEX price_change_product ON price_change (product)",
    "CREATE INDEX price_change_planned ON price_change (valid_from) WHERE state = 'planned'",
    """
CREATE TABLE product_fact (
    product INTEGER NOT NULL,
    content INTEGER,
    content_unit TEXT NOT NULL,
    cost INTEGER,
    life INTEGER,
    label INTEGER,
    brand TEXT NOT NULL,
    PRIMARY KEY (product)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE promotion (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    active INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE purchase_order (
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    supplier INTEGER NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    expected TEXT,
    note TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (number)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE shift_total (
    what TEXT NOT NULL,
    day TEXT NOT NULL,
    shift INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    cashier INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    count INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    net INTEGER NOT NULL,
    PRIMARY KEY (what, day, shift, hour, cashier, "key")
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stamp_entry (
    document BLOB NOT NULL,
    programme INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    stamps INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (document, programme)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX stamp_entry_customer ON stamp_entry (customer)",
    """
CREATE TABLE stamp_programme (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    active INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE stock_day (
    day TEXT NOT NULL,
    product INTEGER NOT NULL,
    shift INTEGER NOT NULL,
    reason TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (day, product, shift, reason)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stock_document (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    reference TEXT NOT NULL,
    supplier INTEGER,
    purchase_order BLOB,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX stock_document_at ON stock_document (at)",
    """
CREATE TABLE stock_value (
    month TEXT NOT NULL,
    product INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    average INTEGER NOT NULL,
    fifo INTEGER NOT NULL,
    sold INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    piles TEXT NOT NULL,
    PRIMARY KEY (month, product)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stock_work (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stocktake (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    areas TEXT NOT NULL,
    whole INTEGER NOT NULL,
    journal INTEGER NOT NULL,
    round INTEGER NOT NULL,
    recount TEXT NOT NULL,
    ended_at INTEGER,
    document BLOB,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE supplier (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    active INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT
""",
    """
CREATE TABLE supplier_article (
    supplier INTEGER NOT NULL,
    product INTEGER NOT NULL,
    article_no TEXT NOT NULL,
    pack TEXT NOT NULL,
    units INTEGER NOT NULL,
    cost INTEGER,
    aisle TEXT NOT NULL,
    preferred INTEGER NOT NULL,
    PRIMARY KEY (supplier, product)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE tab_entry (
    document BLOB NOT NULL,
    position INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX tab_entry_customer ON tab_entry (customer)",
    """
CREATE TABLE tab_note (
    document BLOB NOT NULL,
    customer INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (document)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE voucher (
    code TEXT NOT NULL,
    tax_class TEXT,
    at INTEGER NOT NULL,
    valid_until TEXT,
    who TEXT NOT NULL,
    PRIMARY KEY (code)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE voucher_entry (
    document BLOB NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    amount INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX voucher_entry_code ON voucher_entry (code)",
    """
CREATE TABLE purchase_order_line (
    purchase_order BLOB NOT NULL,
    position INTEGER NOT NULL,
    product INTEGER NOT NULL,
    article_no TEXT NOT NULL,
    pack TEXT NOT NULL,
    packs INTEGER NOT NULL,
    units INTEGER NOT NULL,
    cost INTEGER,
    received INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (purchase_order, position),
    FOREIGN KEY(purchase_order) REFERENCES purchase_order (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE sale_customer (
    sale BLOB NOT NULL,
    customer INTEGER NOT NULL,
    PRIMARY KEY (sale),
    FOREIGN KEY(sale) REFERENCES sale (id)
) WITHOUT ROWID, STRICT
""",
    "CREATE INDEX sale_customer_customer ON sale_customer (customer)",
    """
CREATE TABLE sale_promotion (
    sale BLOB NOT NULL,
    position INTEGER NOT NULL,
    promotion INTEGER NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (sale, position, promotion),
    FOREIGN KEY(sale) REFERENCES sale (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stock_detail (
    document BLOB NOT NULL,
    position INTEGER NOT NULL,
    cost INTEGER,
    batch INTEGER,
    expected INTEGER,
    counted INTEGER,
    PRIMARY KEY (document, position),
    FOREIGN KEY(document) REFERENCES stock_document (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stock_deposit (
    document BLOB NOT NULL,
    deposit TEXT NOT NULL,
    value INTEGER NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (document, deposit, value),
    FOREIGN KEY(document) REFERENCES stock_document (id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE stocktake_count (
    stocktake BLOB NOT NULL,
    id BLOB NOT NULL,
    area TEXT NOT NULL,
    product INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    round INTEGER NOT NULL,
    journal INTEGER NOT NULL,
    PRIMARY KEY (stocktake, id),
    FOREIGN KEY(stocktake) REFERENCES stocktake (id)
) WITHOUT ROWID, STRICT
""",
    "CREATE TRIGGER stock_document_no_update BEFORE UPDATE ON stock_document BEGIN SELECT RAISE(ABORT, 'stock_document is append-only'); END",
    "CREATE TRIGGER stock_document_no_delete BEFORE DELETE ON stock_document BEGIN SELECT RAISE(ABORT, 'stock_document is append-only'); END",
    "CREATE TRIGGER stock_detail_no_update BEFORE UPDATE ON stock_detail BEGIN SELECT RAISE(ABORT, 'stock_detail is append-only'); END",
    "CREATE TRIGGER stock_detail_no_delete BEFORE DELETE ON stock_detail BEGIN SELECT RAISE(ABORT, 'stock_detail is append-only'); END",
    "CREATE TRIGGER stock_deposit_no_update BEFORE UPDATE ON stock_deposit BEGIN SELECT RAISE(ABORT, 'stock_deposit is append-only'); END",
    "CREATE TRIGGER stock_deposit_no_delete BEFORE DELETE ON stock_deposit BEGIN SELECT RAISE(ABORT, 'stock_deposit is append-only'); END",
    "CREATE TRIGGER stocktake_count_no_update BEFORE UPDATE ON stocktake_count BEGIN SELECT RAISE(ABORT, 'stocktake_count is append-only'); END",
    "CREATE TRIGGER stocktake_count_no_delete BEFORE DELETE ON stocktake_count BEGIN SELECT RAISE(ABORT, 'stocktake_count is append-only'); END",
    "CREATE TRIGGER sale_promotion_no_update BEFORE UPDATE ON sale_promotion BEGIN SELECT RAISE(ABORT, 'sale_promotion is append-only'); END",
    "CREATE TRIGGER sale_promotion_no_delete BEFORE DELETE ON sale_promotion BEGIN SELECT RAISE(ABORT, 'sale_promotion is append-only'); END",
    "CREATE TRIGGER sale_customer_no_update BEFORE UPDATE ON sale_customer BEGIN SELECT RAISE(ABORT, 'sale_customer is append-only'); END",
    "CREATE TRIGGER sale_customer_no_delete BEFORE DELETE ON sale_customer BEGIN SELECT RAISE(ABORT, 'sale_customer is append-only'); END",
    "CREATE TRIGGER tab_entry_no_update BEFORE UPDATE ON tab_entry BEGIN SELECT RAISE(ABORT, 'tab_entry is append-only'); END",
    "CREATE TRIGGER tab_entry_no_delete BEFORE DELETE ON tab_entry BEGIN SELECT RAISE(ABORT, 'tab_entry is append-only'); END",
    "CREATE TRIGGER stamp_entry_no_update BEFORE UPDATE ON stamp_entry BEGIN SELECT RAISE(ABORT, 'stamp_entry is append-only'); END",
    "CREATE TRIGGER stamp_entry_no_delete BEFORE DELETE ON stamp_entry BEGIN SELECT RAISE(ABORT, 'stamp_entry is append-only'); END",
    "CREATE TRIGGER voucher_no_update BEFORE UPDATE ON voucher BEGIN SELECT RAISE(ABORT, 'voucher is append-only'); END",
    "CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher BEGIN SELECT RAISE(ABORT, 'voucher is append-only'); END",
    "CREATE TRIGGER voucher_entry_no_update BEFORE UPDATE ON voucher_entry BEGIN SELECT RAISE(ABORT, 'voucher_entry is append-only'); END",
    "CREATE TRIGGER voucher_entry_no_delete BEFORE DELETE ON voucher_entry BEGIN SELECT RAISE(ABORT, 'voucher_entry is append-only'); END",
    "CREATE TRIGGER shift_total_no_update BEFORE UPDATE ON shift_total BEGIN SELECT RAISE(ABORT, 'shift_total is append-only'); END",
    "CREATE TRIGGER shift_total_no_delete BEFORE DELETE ON shift_total BEGIN SELECT RAISE(ABORT, 'shift_total is append-only'); END",
    "CREATE TRIGGER stock_day_no_update BEFORE UPDATE ON stock_day BEGIN SELECT RAISE(ABORT, 'stock_day is append-only'); END",
    "CREATE TRIGGER stock_day_no_delete BEFORE DELETE ON stock_day BEGIN SELECT RAISE(ABORT, 'stock_day is append-only'); END",
    "CREATE TRIGGER press_document_no_update BEFORE UPDATE ON press_document BEGIN SELECT RAISE(ABORT, 'press_document is append-only'); END",
    "CREATE TRIGGER press_document_no_delete BEFORE DELETE ON press_document BEGIN SELECT RAISE(ABORT, 'press_document is append-only'); END",
    "CREATE TRIGGER press_line_no_update BEFORE UPDATE ON press_line BEGIN SELECT RAISE(ABORT, 'press_line is append-only'); END",
    "CREATE TRIGGER press_line_no_delete BEFORE DELETE ON press_line BEGIN SELECT RAISE(ABORT, 'press_line is append-only'); END",
    "CREATE TRIGGER stocktake_no_update BEFORE UPDATE ON stocktake WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an ended stocktake is never changed'); END",
    "CREATE TRIGGER stocktake_no_delete BEFORE DELETE ON stocktake BEGIN SELECT RAISE(ABORT, 'stocktake is append-only'); END",
    "CREATE TRIGGER price_change_no_update BEFORE UPDATE ON price_change WHEN OLD.state <> 'planned' BEGIN SELECT RAISE(ABORT, 'a price that was is never changed'); END",
    # Returned empties were not stock before: each is a bottle that lies in the yard.
    """
INSERT INTO stock_movement (document, position, product, quantity, reason, at, who)
SELECT s.id, l.position, l.product, -l.quantity * l.stock_units / 1000,
    CASE WHEN l.quantity < 0 THEN 'return' ELSE 'sale' END, s.completed_at, s.cashier_name
FROM sale s JOIN sale_line l ON l.sale = s.id
WHERE s.state = 'completed' AND l.kind = 'empties' AND l.voided = 0 AND l.product IS NOT NULL
""",
    """
INSERT INTO stock_level (product, quantity)
SELECT l.product, sum(-l.quantity * l.stock_units / 1000)
FROM sale s JOIN sale_line l ON l.sale = s.id
WHERE s.state = 'completed' AND l.kind = 'empties' AND l.voided = 0 AND l.product IS NOT NULL
GROUP BY l.product
ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement.strip())
