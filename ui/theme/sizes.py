"""The one scale of type, in pixels, and the smallest thing a finger hits."""

SMALL, BODY, LARGE, TITLE, HUGE = 13, 15, 19, 26, 84

TARGET = 44
"""The least height of anything that is pressed."""
