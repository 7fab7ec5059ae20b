"""The stocktake: begun, counted by scanner while selling goes on, looked at and booked."""
