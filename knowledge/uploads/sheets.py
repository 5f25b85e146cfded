"""What the form of new items says of all files together, of each alone, and of new versions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from knowledge.core.permissions import Actor
from knowledge.library import forms
from knowledge.library.drafts import Draft
from knowledge.library.models import File
from knowledge.library.titles import title_of

_OF_FILE = re.compile(r"file-(\d{1,9})\.(.+)", re.DOTALL)
_VERSION = re.compile(r"version_of\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as typed. ``each``: every file becomes an item of its own."""

    common: Draft
    each: bool
    own: Mapping[int, Draft]  # by the file's id: complete, the common values filled in
    said: Mapping[int, frozenset[str]]  # the names that were typed for one file alone
    versions: Mapping[int, int]  # by the file's id: the file whose place it takes


def sheet_of(actor: Actor, form: MultiDict[str, str], files: Sequence[File]) -> Sheet:
    """Read the form for these files."""
    common = forms.draft_of_page(form, forms.blank(actor))
    if not common.title.strip() and files:
        common = replace(common, title=title_of(files[0].name))
    alone = _alone(form)
    return Sheet(
        common=common,
        each=form.get("each") == "1",
        own={file.id: _own(actor, form, file, alone.get(file.id)) for file in files},
        said={id: frozenset(values) for id, values in alone.items()},
        versions=_versions(form, {file.id for file in files}),
    )


def _alone(form: MultiDict[str, str]) -> Mapping[int, MultiDict[str, str]]:
    """What was typed for single files, by their ids: only what says something."""
    found: dict[int, MultiDict[str, str]] = {}
    for name, values in form.lists():
        match = _OF_FILE.fullmatch(name)
        told = [value for value in values if value.strip()]
        if match and told:
            found.setdefault(int(match[1]), MultiDict()).setlist(match[2], told)
    return found


def _own(actor: Actor, form: MultiDict[str, str], file: File, alone: MultiDict[str, str] | None) -> Draft:
    merged = MultiDict(
        (name, value) for name, value in form.items(multi=True) if not _OF_FILE.fullmatch(name)
    )
    merged.setlist("title", [title_of(file.name)])
    for name, values in alone.lists() if alone else ():
        merged.setlist(name, values)
    return forms.draft_of_page(merged, forms.blank(actor))


def _versions(form: MultiDict[str, str], files: set[int]) -> Mapping[int, int]:
    found = {}
    for name, value in form.items():
        match = _VERSION.fullmatch(name)
        if match and int(match[1]) in files and value.isdecimal() and len(value) < 10:
            found[int(match[1])] = int(value)
    return found
