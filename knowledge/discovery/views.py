"""The home page, the search page, and suggestions for the search box."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from knowledge.core.errors import Away, Invalid
from knowledge.core.web import actor
from knowledge.discovery import asked, service, suggesting
from knowledge.discovery.dates import span_label
from knowledge.discovery.home import front
from knowledge.discovery.wanted import SORTS, Wanted, read

FACET_VALUES_SHOWN = 40  # of one facet on the page; the API gives all
PREVIEWING = "preview"  # a cookie of the page's script: whether the pane was open, so that nothing moves

pages = Blueprint("discovery", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    try:
        seen = front(actor())
    except Away:
        seen = None  # the page goes on without examples
    return render_template("discovery/home.html", front=seen)


@pages.get("/search")
def search() -> ResponseReturnValue:
    try:
        result = service.look_for(actor(), read(request.args.to_dict(flat=False)))
    except Invalid as error:
        return render_template("discovery/refused.html", errors=error.errors), 422
    except Away as away:
        return render_template("discovery/away.html", sentence=away.sentence), 503
    page = make_response(
        render_template(
            "discovery/results.html",
            result=result,
            wanted=result.wanted,
            sorts=SORTS,
            shown=FACET_VALUES_SHOWN,
            easier=[] if result.total else service.ask_for_less(actor(), result),
            everything=Wanted(),
            span=span_label(result.wanted),
            meant=service.meant(actor(), result),
            previewing=request.cookies.get(PREVIEWING) == "open",
        )
    )
    if result.total:
        page.call_on_close(asked.note(actor(), result.wanted.text))
    return page


@pages.get("/search/values")
def values() -> ResponseReturnValue:
    """Ticks of one facet whose names have what is typed, for the field above a long one."""
    wanted, name = read(request.args.to_dict(flat=False)), request.args.get("facet", "")
    found = service.find_values(actor(), wanted, name, request.args.get("typed", ""))
    return render_template("discovery/_values.html", name=name, values=found)


@pages.get("/suggest")
def suggest() -> ResponseReturnValue:
    """The API's answer for the search box, with a word for each kind."""
    found = suggesting.suggest(actor(), request.args.get("q", ""))
    return jsonify(suggestions=[{**asdict(each), "label": suggesting.label(each.kind)} for each in found])
