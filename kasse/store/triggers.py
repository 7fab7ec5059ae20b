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


STATEMENTS = _statements()
