"""What happened is never edited: triggers that refuse it, and the list by which `kasse verify` finds one missing."""

APPEND_ONLY = (
    "sale_line",
    "sale_vat",
    "payment",
    "stock_movement",
    "redeemed_slip",
    "journal",
    "audit",
    "shift",
    "cash_movement",
    "cash_count",
    "z_report",
    "shop",
    "stock_document",
    "stock_detail",
    "stock_deposit",
    "stocktake_count",
    "press_document",
    "press_line",
    "sale_promotion",
    "sale_customer",
    "tab_entry",
    "stamp_entry",
    "voucher",
    "voucher_entry",
    "shift_total",
    "stock_day",
    "tse_device",
    "tse_signed",
    "tse_event",
    "unsold_basket",
    "tse_archive",
    "sale_fact",
    "program_version",
)


def _refuse(table: str, action: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _statements() -> tuple[str, ...]:
    both = [_refuse(table, action) for table in APPEND_ONLY for action in ("UPDATE", "DELETE")]
    settled = (
        "CREATE TRIGGER sale_no_update BEFORE UPDATE ON sale WHEN OLD.state <> 'tendered' OR OLD.id <> NEW.id "
        "OR OLD.total <> NEW.total OR OLD.shift <> NEW.shift "
        "BEGIN SELECT RAISE(ABORT, 'a finished sale is never changed'); END"
    )
    ended = (
        "CREATE TRIGGER stocktake_no_update BEFORE UPDATE ON stocktake WHEN OLD.ended_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'an ended stocktake is never changed'); END"
    )
    priced = (
        "CREATE TRIGGER price_change_no_update BEFORE UPDATE ON price_change WHEN OLD.state <> 'planned' "
        "BEGIN SELECT RAISE(ABORT, 'a price that was is never changed'); END"
    )
    sales = (settled, _refuse("sale", "DELETE"))
    return (*both, *sales, ended, _refuse("stocktake", "DELETE"), priced)


_MARKET_ON = "EXISTS (SELECT 1 FROM setting WHERE name = 'market' AND value = 'on')"


def _noted(name: str, event: str, kind: str, ref: str, when: str = "") -> str:
    """A change of what the world may see, put down in the transaction that makes it: none can be forgotten."""
    asked = f"{_MARKET_ON} AND {when}" if when else _MARKET_ON
    noted = "INSERT INTO market_change (kind, ref) VALUES"
    return f"CREATE TRIGGER market_{name} AFTER {event} WHEN {asked} BEGIN {noted} ('{kind}', {ref}); END"


def _market() -> tuple[str, ...]:
    """A row for a sale, not one for each of its lines: this runs while a customer waits."""
    seen = "name, price, tax_class, department, unit, deposit, age_limit, incomplete, kind"
    facts = "content, content_unit, brand"
    product = [
        _noted("product_new", "INSERT ON product", "product", "NEW.number"),
        _noted("product_edit", f"UPDATE OF {seen} ON product", "product", "NEW.number"),
        _noted("product_gone", "DELETE ON product", "product", "OLD.number"),
        _noted("fact_new", "INSERT ON product_fact", "product", "NEW.product"),
        _noted("fact_edit", f"UPDATE OF {facts} ON product_fact", "product", "NEW.product"),
        _noted("code_new", "INSERT ON product_code", "product", "NEW.product"),
        _noted("code_gone", "DELETE ON product_code", "product", "OLD.product"),
    ]
    everything = [
        _noted(f"{table}_{event.split()[0].lower()}", f"{event} ON {table}", "all", "''")
        for table in ("department", "deposit_type", "shop", "market_switch")
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    settings = [
        _noted(f"setting_{event.lower()}", f"{event} ON setting", "all", "''", "NEW.name LIKE 'market%'")
        for event in ("INSERT", "UPDATE")
    ]
    return (
        _noted("sale_new", "INSERT ON sale", "sale", "hex(NEW.id)", "NEW.state = 'completed'"),
        _noted("sale_done", "UPDATE OF state ON sale", "sale", "hex(NEW.id)", "NEW.state = 'completed'"),
        _noted("stock", "INSERT ON stock_document", "stock", "hex(NEW.id)"),
        _noted("reserved", "UPDATE OF state ON reservation", "reservation", "hex(NEW.id)"),
        *product,
        *everything,
        *settings,
    )


MARKET = _market()
STATEMENTS = (*_statements(), *MARKET)
