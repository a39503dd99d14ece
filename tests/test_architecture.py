"""The house rules: who may know whom, and how large a thing may grow."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "ombudsdesk"
ROOMS = {
    # room: what it may import of the program
    "leaf": {"leaf"},
    "domain": {"domain", "leaf"},
    "deidentify": {"deidentify", "domain", "leaf"},
    "vault": {"vault", "deidentify", "domain", "leaf"},
    "report": {"report", "deidentify", "domain", "leaf"},
    "importing": {"importing", "deidentify", "domain", "leaf"},
    "office": {"office", "vault", "report", "importing", "deidentify", "domain", "leaf"},
    "ui": {"ui", "office", "vault", "report", "importing", "deidentify", "domain", "leaf"},
    "app": {"app", "ui", "office", "vault", "report", "importing", "deidentify", "domain", "leaf"},
    "cli": {"cli", "app", "ui", "office", "vault", "report", "importing", "deidentify", "domain", "leaf"},
    "__main__": {"cli", "leaf"},
}
LEAVES = {"i18n", "errors", "paths", "preferences", "bugs", "hardening", "__init__"}
DOMAIN_LEAVES = {"errors"}
NETWORK = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "asyncio"),
    *("socketserver", "requests", "httpx", "aiohttp", "webbrowser", "PySide6.QtNetwork", "PySide6.QtWebSockets"),
    *("PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "PySide6.QtWebEngineQuick"),
}
MAY_CATCH_ALL = {"ui/crash.py", "ui/worker.py"}
LONGEST_FILE, LONGEST_FUNCTION, MOST_METHODS = 400, 60, 30
MEDIAN_FUNCTION, NINTH_TENTH_FUNCTION = 12, 30

FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(module: str) -> str:
    """The room of "ombudsdesk.vault.keys" or of a file name such as "vault/keys.py"."""
    first = module.removeprefix("ombudsdesk.").removesuffix(".py").replace("/", ".").split(".")[0]
    for room in ("cli", "office"):
        if first.startswith(f"{room}_"):
            # these have several files
            return room
    return "leaf" if first in LEAVES else first


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions; "a.b" for `from a import b`, as b may be a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining is not growing."""
    lines = (node.end_lineno or 0) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def own_imports(path: Path) -> Iterator[str]:
    for module in imports(path):
        if module == "ombudsdesk" or module.startswith("ombudsdesk."):
            inner = module.removeprefix("ombudsdesk").removeprefix(".")
            yield inner if inner and not inner.startswith("__version__") else "__init__"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_rooms_know_only_the_rooms_below_them(path: Path) -> None:
    allowed = ROOMS[room_of(name_of(path))]

    for module in own_imports(path):
        assert room_of(module) in allowed, f"{name_of(path)} may not import {module}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_each_foreign_package_has_its_one_place(path: Path) -> None:
    name = name_of(path)
    places = {
        "sqlcipher3": name == "vault/engine.py",
        "reportlab": name.startswith("report/"),
        "PySide6": name.startswith("ui/") or name == "app.py",
        "shiboken6": name.startswith("ui/") or name == "app.py",
        "python_calamine": name.startswith("importing/"),
        "cryptography": name == "vault/keys.py",
        "platformdirs": name == "paths.py",
        "babel": name == "i18n.py",
        "highspy": name in ("deidentify/solver.py", "deidentify/optimum.py"),
    }

    for module in imports(path):
        assert places.get(module.split(".")[0], True), f"{name} may not import {module}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_there_is_no_network_code(path: Path) -> None:
    for module in imports(path):
        for forbidden in NETWORK:
            assert module != forbidden and not module.startswith(f"{forbidden}."), f"{name_of(path)} imports {module}"
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Attribute) and node.attr == "openUrl"), f"{name_of(path)} opens addresses"


def test_features_of_the_window_do_not_know_each_other() -> None:
    features = {folder.name for folder in (PACKAGE / "ui").iterdir() if folder.is_dir() and folder.name != "__pycache__"}
    for path in FILES:
        parts = name_of(path).split("/")
        if parts[0] == "ui" and len(parts) == 3:
            others = {f"ui.{feature}" for feature in features - {parts[1]}}
            for module in own_imports(path):
                assert not any(module == other or module.startswith(f"{other}.") for other in others), (
                    f"{name_of(path)} imports {module}"
                )


@pytest.mark.parametrize(
    "path", [path for path in FILES if room_of(name_of(path)) in ("domain", "deidentify")], ids=name_of
)
def test_the_domain_touches_no_file_no_clock_and_no_machine(path: Path) -> None:
    for module in imports(path):
        assert module.split(".")[0] not in {"os", "pathlib", "io", "sys", "subprocess", "tempfile", "time"}, module
        if module.startswith("ombudsdesk."):
            assert room_of(module) != "leaf" or module.split(".")[1] in DOMAIN_LEAVES, module
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"today", "now", "utcnow"}, f"{name_of(path)} has its own clock"
        assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_is_translated_before_a_language_is_chosen(path: Path) -> None:
    """A `_()` at module or class level would keep the language of the moment of import for ever."""

    def check(body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if isinstance(statement, ast.ClassDef):
                check(statement.body)
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    assert node.func.id not in {"_", "ngettext", "pgettext"}, f"{name_of(path)}:{node.lineno}"

    check(tree(path).body)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_error_is_swallowed_and_no_event_loop_is_run_by_hand(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            # catching all to clean up and raise again swallows nothing
            raises_again = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
            broad = caught in {"everything", "Exception", "BaseException"}
            assert not broad or raises_again or name_of(path) in MAY_CATCH_ALL, (
                f"{name_of(path)}:{node.lineno} catches {caught}"
            )
        assert not (isinstance(node, ast.Attribute) and node.attr == "processEvents"), f"{name_of(path)}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_outgrows_one_screen_of_understanding(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{name_of(path)} has {lines} lines: find the seam"
    for function in functions(path):
        assert length(function) <= LONGEST_FUNCTION, f"{name_of(path)}:{function.name} has {length(function)} lines"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) for item in node.body)
            assert methods <= MOST_METHODS, f"{name_of(path)}:{node.name} has {methods} methods"


def test_most_functions_are_short() -> None:
    lengths = sorted(length(function) for path in FILES for function in functions(path))

    assert statistics.median(lengths) < MEDIAN_FUNCTION
    assert lengths[len(lengths) * 9 // 10] < NINTH_TENTH_FUNCTION


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{name_of(path)} has no docstring"
    if path.name != "__init__.py":
        assert "from __future__ import annotations" in path.read_text(encoding="utf-8")


WORDS_OF_TRIALS = ("complainant", "respondent", "allegation", "substantiated", "unfounded", "perpetrator")


@pytest.mark.parametrize(
    "path", [*FILES, *sorted((PACKAGE.parent / "resources").rglob("*.json"))], ids=lambda path: path.name
)
def test_no_word_of_a_trial_is_used_for_people_who_come_to_talk(path: Path) -> None:
    text = path.read_text(encoding="utf-8").casefold()

    assert not [word for word in WORDS_OF_TRIALS if word in text]
