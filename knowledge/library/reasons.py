"""Why a file is not, or not wholly, searchable: a sentence for each code, with what can be done about it."""

from __future__ import annotations

from ingest.extract.ocr import ocr_available
from ingest.model import TEXT_LIMIT, Reason
from knowledge.core.i18n import _, _l, ngettext, number
from knowledge.library.models import READY, UNREADABLE, File, Item

NO_SANDBOX, FAILED = "no_sandbox", "failed"
_SENTENCES = {
    Reason.EMPTY.value: _l("The file is empty. It may help to save it again and replace it."),
    Reason.DAMAGED.value: _l(
        "The file could not be opened: it seems to be damaged. It may help to save it again and replace it."
    ),
    Reason.ENCRYPTED.value: _l(
        "The file is locked with a password. A copy without a password can be read and found."
    ),
    Reason.TOO_LARGE.value: _l(
        "The file opens to more than can be read safely. It may help to divide it into smaller files."
    ),
    Reason.PROGRAM.value: _l("This is a program, and programs are not read. It can be removed or replaced."),
    Reason.UNSUPPORTED.value: _l(
        "Files of this kind cannot be read here. A copy as PDF or as a text document can be read and found."
    ),
    Reason.TIMEOUT.value: _l(
        "Reading the file took too long. It can be tried again, or divided into smaller files."
    ),
    NO_SANDBOX: _l("Reading files is switched off on this server. Its administrator can switch it on."),
    FAILED: _l("Something went wrong on our side while reading the file. It can be tried again."),
}


def sentence(file: File) -> str:
    """What the file's owner should know, in the reader's language; empty when all of it can be found."""
    if file.state == UNREADABLE:
        return str(_SENTENCES.get(file.reason, _SENTENCES[FAILED]))
    if file.state != READY:
        return ""
    if file.cut:
        return _(
            "The file is long: its first %(limit)s characters can be found by search.",
            limit=number(TEXT_LIMIT),
        )
    if file.scanned and ocr_available():
        return _("Some pages are pictures. Their text is being recognised, and will be found soon.")
    if file.scanned:
        return ngettext(
            "One page is a picture: its text cannot be found by search.",
            "%(pages)s pages are pictures: their text cannot be found by search.",
            len(file.scanned),
            pages=number(len(file.scanned)),
        )
    return ""


def of_item(item: Item) -> str:
    """Why the item counts as unreadable; empty when it does not."""
    return sentence(item.files[0]) if item.state == UNREADABLE else ""
