"""What the world may see of the shop, where it is told, and what somebody outside would like to fetch."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
CREATE TABLE market_ack (
    target TEXT NOT NULL,
    "key" TEXT NOT NULL,
    digest TEXT NOT NULL,
    ref TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    parked INTEGER NOT NULL,
    error TEXT NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (target, "key")
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE market_answer (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    sent_at INTEGER,
    try_at INTEGER,
    tries INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (id)
)
 STRICT
""",
    "CREATE INDEX market_answer_waiting ON market_answer (target, try_at) WHERE sent_at IS NULL",
    """
CREATE TABLE market_article (
    "key" TEXT NOT NULL,
    product INTEGER NOT NULL,
    bucket TEXT NOT NULL,
    digest TEXT NOT NULL,
    "view" TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    wanted TEXT,
    due_at INTEGER,
    flips INTEGER NOT NULL,
    flip_day TEXT NOT NULL,
    PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT
""",
    "CREATE INDEX market_article_product ON market_article (product)",
    """
CREATE TABLE market_change (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    PRIMARY KEY (number)
)
 STRICT
""",
    """
CREATE TABLE market_seen (
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE market_switch (
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    shown INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE market_target (
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    scope TEXT NOT NULL,
    options TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    last_ok INTEGER NOT NULL,
    reconciled INTEGER NOT NULL,
    announced TEXT NOT NULL,
    backoff_until INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    error TEXT NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE reservation (
    id BLOB NOT NULL,
    target TEXT NOT NULL,
    buyer TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    note TEXT NOT NULL,
    sealed INTEGER NOT NULL,
    basket BLOB,
    who TEXT NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT
""",
    "CREATE INDEX reservation_basket ON reservation (basket) WHERE basket IS NOT NULL",
    "CREATE INDEX reservation_open ON reservation (at) WHERE state IN ('pending', 'accepted')",
    """
CREATE TABLE reservation_line (
    reservation BLOB NOT NULL,
    position INTEGER NOT NULL,
    product INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    PRIMARY KEY (reservation, position),
    FOREIGN KEY(reservation) REFERENCES reservation (id)
)
 WITHOUT ROWID,
 STRICT
""",
    "CREATE TRIGGER market_sale_new AFTER INSERT ON sale WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') AND NEW.state = 'completed' BEGIN INSERT INTO market_change (kind, ref) VALUES ('sale', hex(NEW.id)); END",
    "CREATE TRIGGER market_sale_done AFTER UPDATE OF state ON sale WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') AND NEW.state = 'completed' BEGIN INSERT INTO market_change (kind, ref) VALUES ('sale', hex(NEW.id)); END",
    "CREATE TRIGGER market_stock AFTER INSERT ON stock_document WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('stock', hex(NEW.id)); END",
    "CREATE TRIGGER market_reserved AFTER UPDATE OF state ON reservation WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('reservation', hex(NEW.id)); END",
    "CREATE TRIGGER market_product_new AFTER INSERT ON product WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', NEW.number); END",
    "CREATE TRIGGER market_product_edit AFTER UPDATE OF name, price, tax_class, department, unit, deposit, age_limit, incomplete, kind ON product WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', NEW.number); END",
    "CREATE TRIGGER market_product_gone AFTER DELETE ON product WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', OLD.number); END",
    "CREATE TRIGGER market_fact_new AFTER INSERT ON product_fact WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', NEW.product); END",
    "CREATE TRIGGER market_fact_edit AFTER UPDATE OF content, content_unit, brand ON product_fact WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', NEW.product); END",
    "CREATE TRIGGER market_code_new AFTER INSERT ON product_code WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', NEW.product); END",
    "CREATE TRIGGER market_code_gone AFTER DELETE ON product_code WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('product', OLD.product); END",
    "CREATE TRIGGER market_department_insert AFTER INSERT ON department WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_department_update AFTER UPDATE ON department WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_department_delete AFTER DELETE ON department WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_deposit_type_insert AFTER INSERT ON deposit_type WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_deposit_type_update AFTER UPDATE ON deposit_type WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_deposit_type_delete AFTER DELETE ON deposit_type WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_shop_insert AFTER INSERT ON shop WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_shop_update AFTER UPDATE ON shop WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_shop_delete AFTER DELETE ON shop WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_market_switch_insert AFTER INSERT ON market_switch WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_market_switch_update AFTER UPDATE ON market_switch WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_market_switch_delete AFTER DELETE ON market_switch WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_setting_insert AFTER INSERT ON setting WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') AND NEW.name LIKE 'market%' BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
    "CREATE TRIGGER market_setting_update AFTER UPDATE ON setting WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on') AND NEW.name LIKE 'market%' BEGIN INSERT INTO market_change (kind, ref) VALUES ('all', ''); END",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement.strip())
