"""Nostr: the shop's goods as signed events on relays, and sealed messages with those who want them.

Below are the crafts, without any network: `keys`, `bech32` (how keys are written), `event` (NIP-01), `nip44` (sealing),
`wrap` (NIP-59: who writes to whom stays hidden) and `geohash`. Above them are the relays and the target.
"""
