"""The home page, the search page, and suggestions for the search box."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from knowledge.core import feature
from knowledge.core.errors import Away, Invalid
from knowledge.core.web import actor
from knowledge.discovery import service, suggesting
from knowledge.discovery.wanted import SORTS, Wanted, read

FACET_VALUES_SHOWN = 40  # of one facet on the page; the API gives all

pages = Blueprint("discovery", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    try:
        front = service.front(actor())
    except Away:
        front = None  # the page goes on without examples
    return render_template("discovery/home.html", front=front)


@pages.get("/search")
def search() -> ResponseReturnValue:
    try:
        result = service.look_for(actor(), read(request.args.to_dict(flat=False)))
    except Invalid as error:
        return render_template("discovery/refused.html", errors=error.errors), 422
    except Away as away:
        return render_template("discovery/away.html", sentence=away.sentence), 503
    return render_template(
        "discovery/results.html",
        result=result,
        wanted=result.wanted,
        sorts=SORTS,
        shown=FACET_VALUES_SHOWN,
        easier=[] if result.total else service.ask_for_less(actor(), result),
        everything=Wanted(),
    )


@pages.get("/suggest")
def suggest() -> ResponseReturnValue:
    """The API's answer for the search box, with a word for what is not a title or a name."""
    labels = {facet.name: str(facet.label) for facet in feature.facets()}
    found = suggesting.suggest(actor(), request.args.get("q", ""))
    return jsonify(suggestions=[{**asdict(each), "label": labels.get(each.kind, "")} for each in found])
