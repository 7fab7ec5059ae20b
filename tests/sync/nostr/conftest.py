"""The relays that these tests share."""

from tests.sync.nostr.relays import python_folder, python_relay, rust_relay

__all__ = ["python_folder", "python_relay", "rust_relay"]
