"""Plain words for what the platform does behind the scenes."""

from __future__ import annotations

from knowledge.core.i18n import _l

LANES = {
    "rank": _l("Order of results"),
    "index": _l("Search index"),
    "quick": _l("Mail and small things"),
    "read": _l("Reading files"),
    "ocr": _l("Scanned pages"),
    "pictures": _l("Pictures and tidying"),
}
JOBS = {
    "accounts.jobs.send_links": _l("Mailing a link to a new password"),
    "accounts.jobs.sweep": _l("Forgetting old attempts and links"),
    "comments.jobs.tell": _l("Telling people about a comment"),
    "core.findable.index": _l("Letting the search follow a change"),
    "core.findable.rank": _l("Moving something among the results"),
    "core.findable.rank_everything": _l("Letting everything grow a day older among the results"),
    "core.letters.send": _l("Sending a mail"),
    "discovery.asked.forget": _l("Forgetting what was searched for half a year ago"),
    "library.bin.empty_bin": _l("Emptying the bin after 30 days"),
    "library.blobs.clear_away": _l("Clearing away files that nothing needs"),
    "library.jobs.index_items_of": _l("Letting the search follow a changed name"),
    "library.jobs.read_file": _l("Reading the text of a file"),
    "library.jobs.recognise_file": _l("Recognising the text of scanned pages"),
    "library.pictures.draw": _l("Drawing the pages of a file"),
    "uploads.drafts.clear_empty": _l("Clearing away drafts with nothing in them"),
    "uploads.pieces.clear_old": _l("Clearing away uploads that were not finished"),
}
