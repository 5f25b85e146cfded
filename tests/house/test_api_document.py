"""docs/api.md names every address of the API, and no other; and what a page does, the API does too."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"
TWINS = {
    "accounts.change_display": "profiles_api.change_me",
    "accounts.invite": "profiles_api.invite",
    "accounts.invite_again": "profiles_api.invite_again",
    "accounts.record": "profiles_api.record",
    "accounts.settings": "profiles_api.me",
    "accounts.sign_out_everywhere": "profiles_api.sign_out_everywhere",
    "accounts.suspend": "profiles_api.suspend profiles_api.let_in",
    "admin.index": "admin_api.platform admin_api.jobs",
    "admin.retry": "admin_api.retry",
    "admin.retry_all": "admin_api.retry_all",
    "adoptions.adopt": "adoptions_api.adopt adoptions_api.adoptions",
    "adoptions.take_back": "adoptions_api.take_back",
    "comments.add": "comments_api.add",
    "comments.delete": "comments_api.delete",
    "comments.edit": "comments_api.edit",
    "comments.end_mail": "profiles_api.change_me",
    "comments.hide": "comments_api.hide",
    "comments.no_more_mail": "profiles_api.me",
    "comments.people": "comments_api.people",
    "comments.reply": "comments_api.add",
    "comments.show": "comments_api.comments",
    "comments.show_again": "comments_api.show",
    "desk.add_field": "desk_api.add_field",
    "desk.all_tags": "desk_api.all_tags",
    "desk.all_types": "desk_api.all_types desk_api.add_type",
    "desk.change_field": "desk_api.change_field",
    "desk.change_tag": "desk_api.change_tag",
    "desk.index": "desk_api.all_types desk_api.all_tags",
    "desk.merge_tags": "desk_api.merge_tags",
    "desk.merge_type": "desk_api.merge_type",
    "desk.move_field": "desk_api.order_fields",
    "desk.move_type": "desk_api.order_types",
    "desk.order_fields": "desk_api.order_fields",
    "desk.order_types": "desk_api.order_types",
    "desk.preview": "library_api.types",
    "desk.remove_tag": "desk_api.remove_tag",
    "desk.retire_field": "desk_api.change_field",
    "desk.retire_type": "desk_api.change_type",
    "desk.show_type": "desk_api.show_type desk_api.change_type",
    "discovery.home": "discovery_api.home",
    "discovery.search": "discovery_api.search",
    "discovery.suggest": "discovery_api.suggest",
    "discovery.values": "discovery_api.search",
    "library.change": "library_api.change library_api.add_files",
    "library.delete": "library_api.delete",
    "library.edit": "library_api.show",
    "library.erase": "library_api.erase",
    "library.file": "library_api.file",
    "library.make_current": "library_api.make_current",
    "library.mine": "library_api.mine",
    "library.people_named": "profiles_api.people",
    "library.picture": "library_api.picture",
    "library.remove_file": "library_api.remove_file",
    "library.replace_file": "library_api.replace_file",
    "library.restore": "library_api.restore",
    "library.retry_file": "library_api.retry_file",
    "library.show": "library_api.show",
    "reader.marks": "reader_api.marks",
    "reader.preview": "reader_api.places",
    "reader.read": "reader_api.places library_api.picture",
    "reader.text": "library_api.text reader_api.places",
    "library.type_fields": "library_api.types",
    "live.item": "library_api.show",
    "live.mine": "library_api.mine",
    "messages.write": "messages_api.write",
    "profiles.change": "profiles_api.change_me",
    "profiles.change_contact": "profiles_api.change_me",
    "profiles.follow": "profiles_api.change_me",
    "profiles.people": "profiles_api.people",
    "profiles.show": "profiles_api.show",
    "ratings.rate": "ratings_api.rate ratings_api.rating",
    "ratings.take_back": "ratings_api.take_back",
    "taxonomy.authorities": "taxonomy_api.authorities taxonomy_api.add_authority",
    "taxonomy.change": "taxonomy_api.change_authority",
    "uploads.add": "library_api.create uploads_api.save",
    "uploads.begin": "uploads_api.begin",
    "uploads.cancel": "uploads_api.cancel",
    "uploads.create": "library_api.types library_api.audiences uploads_api.begun uploads_api.typed",
    "uploads.discard": "uploads_api.discard",
    "uploads.files": "uploads_api.files",
    "uploads.keep": "uploads_api.keep",
    "uploads.offer": "uploads_api.offer",
    "uploads.state": "uploads_api.state",
    "uploads.take": "uploads_api.take",
    "uploads.understood": "uploads_api.understood",
    "uploads.upload": "uploads_api.upload",
}
# Entering and leaving, passwords, tokens and roles are for people alone; the rest is no page of theirs.
FOR_PEOPLE_ALONE = {
    "accounts.change_password",
    "accounts.change_role",
    "accounts.create_token",
    "accounts.follow_link",
    "accounts.forgotten",
    "accounts.new_link",
    "accounts.revoke_token",
    "accounts.sign_in",
    "accounts.sign_out",
    "admin.health",
    "installable.manifest",
    "installable.offline",
    "installable.share",
    "installable.worker",
    "static",
    "profiles.follow_later",
    "script",
    "stylesheet",
}


def test_the_document_names_every_address_of_the_api(app: Flask) -> None:
    named = set(re.findall(r"^\| `([A-Z]+ /[^`]*)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))

    offered = {
        f"{method} {_short(str(rule))}"
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert named == offered


def test_the_api_is_the_twin_of_each_page(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    pages = {endpoint for endpoint in endpoints if not endpoint.partition(".")[0].endswith("_api")}

    assert pages - FOR_PEOPLE_ALONE == set(TWINS)
    assert {twin for twins in TWINS.values() for twin in twins.split()} <= endpoints


def _short(rule: str) -> str:
    """/api/v1/files/<int:file_id>/pages/<int:page> as people write it: /files/<id>/pages/<n>."""
    return re.sub(r"<int:\w+_id>", "<id>", rule.removeprefix("/api/v1")).replace("<int:page>", "<n>")
