"""What journeys about uploads do: pick, drop and paste files, and wait for what the page says of them."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, expect

ROWS = "[data-files] > li"
SAVE = "[data-save]"
_DROP = """async ([kind, files]) => {
  const brought = new DataTransfer();
  for (const [name, bytes, type] of files)
    brought.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const place = document.activeElement ?? document.body;
  if (kind === "paste") {
    const paste = new ClipboardEvent("paste", { clipboardData: brought, bubbles: true, cancelable: true });
    return place.dispatchEvent(paste);
  }
  for (const type of ["dragover", "drop"])
    document.body.dispatchEvent(
      new DragEvent(type, { dataTransfer: brought, bubbles: true, cancelable: true }));
}"""
WATER = (
    "העירייה מזמינה הצעות לאספקת מים, תחזוקת צנרת והחלפת מונים ברחבי העיר. "
    "הצעות יוגשו לתיבת המכרזים עד יום חמישי בשעה שתים עשרה. ערבות בנקאית תצורף לכל הצעה. "
) * 3


def notes(name: str, text: str = "מילים בקובץ") -> dict[str, object]:
    """A text file for a file field."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def drop(page: Page, files: Sequence[tuple[str, bytes]]) -> None:
    """Drop files somewhere on the page."""
    _bring(page, "drop", [(name, content, "text/plain") for name, content in files])


def paste(page: Page, files: Sequence[tuple[str, bytes, str]]) -> None:
    """Paste files where the focus is."""
    _bring(page, "paste", files)


def _bring(page: Page, kind: str, files: Sequence[tuple[str, bytes, str]]) -> None:
    page.evaluate(_DROP, [kind, [[name, list(content), media_type] for name, content, media_type in files]])


def names(page: Page) -> list[str]:
    return page.locator(f"{ROWS} [data-part=name]").all_inner_texts()


def states(page: Page) -> list[str]:
    return [str(row.get_attribute("data-state")) for row in page.locator(ROWS).all()]


def when_ready(page: Page, count: int) -> None:
    """Wait until so many files have been read."""
    when(page, "ready", count)


def when(page: Page, state: str, count: int) -> None:
    """Wait until so many rows are in this state."""
    expect(page.locator(f"{ROWS}[data-state={state}]")).to_have_count(count, timeout=60_000)


def choose(page: Page, type_code: str) -> None:
    page.locator(f".type-card:has([value={type_code}])").click()
