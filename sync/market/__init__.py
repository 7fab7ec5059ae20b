"""The publisher: it brings what the world may see to every target, and what strangers write back to the till."""
