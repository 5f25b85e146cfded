"""Hebrew words: their letters, joined particles, endings and lemmas. ``analyze`` is the only door."""
