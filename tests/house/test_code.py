"""The code keeps its own rules: short files and functions, honest names, nothing hidden."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from knowledge.core import schema
from knowledge.core.db import Base, connect, session
from knowledge.core.feature import Feature
from knowledge.features import FEATURES

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("knowledge", "search", "ingest", "sample", "bench", "migrations", "tests")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def files(*places):
    found = [file for place in places for file in sorted((ROOT / place).rglob("*.py"))]
    return [*found, ROOT / "app.py", ROOT / "config.py"]


def at(file, node=None):
    return f"{file.relative_to(ROOT)}{f':{node.lineno}' if node else ''}"


def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def test_no_file_is_too_long():
    """A migration is as long as the change it makes."""
    too_long = [
        at(file)
        for file in files("knowledge", "search", "ingest", "sample", "bench", "tests")
        if len(file.read_text("utf-8").splitlines()) > LONGEST_FILE
    ]

    assert too_long == []


def test_no_function_is_too_long():
    too_long = [
        at(file, function)
        for file in files("knowledge", "search", "ingest", "sample", "bench", "tests")
        for function in functions(tree_of(file))
        if function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_imports_stand_at_the_top():
    """Only a function that opens a tool imports what its address has chosen."""
    hidden = [
        at(file, node)
        for file in files(*PLACES)
        for function in functions(tree_of(file))
        if not function.name.startswith("open_")
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]

    assert hidden == []


def test_every_module_says_what_it_is_for():
    silent = [
        at(file)
        for file in files("knowledge", "search", "ingest", "sample", "bench", "migrations")
        if file.read_text("utf-8").strip() and not ast.get_docstring(tree_of(file))
    ]

    assert silent == []


def test_names_of_modules_say_what_is_inside():
    assert [at(file) for file in files(*PLACES) if file.stem in NAMES_THAT_SAY_NOTHING] == []


def test_nothing_is_printed_or_left_for_later():
    marks = [
        at(file, node)
        for file in files("knowledge", "search", "ingest")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    promises = [
        at(file)
        for file in files("knowledge", "search", "ingest", "sample", "bench")
        if re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b", file.read_text("utf-8"))
    ]

    assert marks + promises == []


def test_only_the_settings_read_the_environment():
    """The web tells its own worker that it is one; the probe knows its own environment from its parent's."""
    readers = {
        at(file)
        for file in files("knowledge", "search", "ingest", "sample")
        if re.search(r"os\.(environ|getenv)", file.read_text("utf-8"))
    }

    assert readers <= {"config.py", "knowledge/server.py", "ingest/probe.py"}


def test_every_feature_is_listed():
    folders = {file.parent.name for file in (ROOT / "knowledge").glob("*/feature.py")} - {"core"}

    assert folders == {feature.name for feature in FEATURES}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_permission_of_a_feature_is_listed_once(feature: Feature):
    file = ROOT / "knowledge" / feature.name / "permissions.py"
    written = (
        set(re.findall(r'Permission\(\s*"([\w.]+)"', file.read_text("utf-8"))) if file.exists() else set()
    )

    assert {permission.name for permission in feature.permissions} == written


def test_no_two_permissions_have_one_name():
    names = [permission.name for feature in FEATURES for permission in feature.permissions]

    assert len(names) == len(set(names))


def test_every_permission_that_templates_ask_for_exists():
    known = {permission.name for feature in FEATURES for permission in feature.permissions}
    asked = {
        name
        for file in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""\bcan\(\s*["']([\w.]+)["']""", file.read_text("utf-8"))
    }

    assert asked - known == set()


def test_every_panel_has_its_template():
    missing = [
        panel.template
        for feature in FEATURES
        for panel in feature.panels
        if not (ROOT / "templates" / panel.template).exists()
    ]

    assert missing == []


def test_every_page_answers_in_a_place_of_its_own(app):
    rules = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]

    assert len(rules) == len(set(rules))


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'shape.sqlite'}")
    yield engine
    session.remove()
    engine.dispose()


def test_the_migrations_make_what_the_models_say(engine):
    schema.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_migrations_go_down_and_up_again(engine):
    schema.upgrade(engine)
    tables = set(inspect(engine).get_table_names())

    schema.downgrade(engine)
    left = set(inspect(engine).get_table_names())
    schema.upgrade(engine)

    assert left == {"alembic_version"}
    assert set(inspect(engine).get_table_names()) == tables
    assert schema.is_current(engine)
