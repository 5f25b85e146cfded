"""The embedded engine: a folder of Whoosh segments, scored with numpy."""

from search.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
