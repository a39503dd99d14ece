#!/usr/bin/env python3
"""Sets up everything ombudsdesk needs beside this file, then runs it.

    python3 run.py demo     the practice office, in a window (add --headless --out FOLDER to do without one)
    python3 run.py test     every check and test; further words go to pytest
    python3 run.py WORDS    any other words are handed to ombudsdesk

What is up to date is not done again. Only the standard library is used, and nothing that Python 3.8 cannot read, so that an
older Python gets a sentence and not a traceback.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import json
import locale
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterable, Mapping, Sequence  # noqa: UP035 - this file must be readable by Python 3.8

HERE = Path(__file__).resolve().parent
PYTHONS = ("3.11", "3.12", "3.13")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
LINUX = sys.platform.startswith("linux")
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "tests/requirements.lock"

# What PySide6 loads (readelf -d), and the Debian and Ubuntu package of each; what always comes with a listed one is not
# listed. Measured in a bare Debian 12: all of these were missing there, and with them a window paints.
QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}
BUILD = {"objcopy": "binutils"}  # a test builds the bundle
VENV_MAKER = "ensurepip"
APT_INSTALL = ("install", "--no-install-recommends")

CHECKS = {"ruff check": "ruff check .", "ruff format": "ruff format --check .", "mypy": "mypy"}

SENTENCES = {
    "en": {
        "python": "ombudsdesk needs Python 3.11, 3.12 or 3.13, and this is Python {version}.\n"
        "Install one of them and run the same command with it, for example: {example}",
        "apt": "Installing what this system lacks, once, with apt-get: {packages}",
        "lacks_packages": "This system lacks: {packages}\n"
        "Install it with the next line, then run the same command again:\n  {command}",
        "lacks_things": "This system lacks: {things}\n"
        "Install what brings it with the system's package manager, then run the same command again.",
        "runtime": "Installing the program's packages into .venv (about 110 MB to fetch, once).",
        "tests": "Installing the program's packages and its test tools into .venv (about 180 MB to fetch, once).",
        "failed": "This could not be installed; the lines above say why.\n"
        "Check the internet connection, then run the same command again.",
        "no_screen": "No usable screen was found. Start the program from a desktop, "
        "or use --headless, which needs no screen: demo --headless --out FOLDER",
        "file": "A file or folder could not be read or written: {details}",
        "stopped": "Stopped. The same command goes on from here.",
        "not_passed": "Not passed: {steps}",
    },
    "es": {
        "python": "ombudsdesk necesita Python 3.11, 3.12 o 3.13, y este es Python {version}.\n"
        "Instale uno de ellos y repita la misma orden con él, por ejemplo: {example}",
        "apt": "Se instala lo que le falta a este sistema, una sola vez, con apt-get: {packages}",
        "lacks_packages": "A este sistema le falta: {packages}\n"
        "Instálelo con la línea siguiente y repita la misma orden:\n  {command}",
        "lacks_things": "A este sistema le falta: {things}\n"
        "Instale lo que lo contiene con el gestor de paquetes del sistema y repita la misma orden.",
        "runtime": "Se instalan los paquetes del programa en .venv (se descargan unos 110 MB, una sola vez).",
        "tests": "Se instalan los paquetes del programa y sus herramientas de prueba en .venv "
        "(se descargan unos 180 MB, una sola vez).",
        "failed": "No se pudo instalar; las líneas de arriba dicen por qué.\n"
        "Compruebe la conexión a internet y repita la misma orden.",
        "no_screen": "No se encontró ninguna pantalla que se pueda usar. Abra el programa desde un escritorio "
        "o use --headless, que no necesita pantalla: demo --headless --out CARPETA",
        "file": "No se pudo leer o escribir un archivo o una carpeta: {details}",
        "stopped": "Detenido. La misma orden continúa desde aquí.",
        "not_passed": "Sin superar: {steps}",
    },
}


class NotReadyError(Exception):
    """The world is not ready; the text says what to do about it."""


def main(words: Sequence[str], root: Path = HERE) -> int:
    """Set up what the words need, then do them; the exit code."""
    try:
        check_python(VERSION)
        if list(words[:1]) == ["test"]:
            return run_tests(root, words[1:])
        if opens_window(words):
            check_screen(os.environ)
        set_up(root, needs(words, os.environ), lock=RUNTIME_LOCK)
        if opens_window(words):
            check_screen_answers(os.environ)
        return hand_over(root, words)
    except NotReadyError as reason:
        print(reason, file=sys.stderr)
    except OSError as error:
        print(sentence("file", details=error), file=sys.stderr)
    except KeyboardInterrupt:
        print(sentence("stopped"), file=sys.stderr)
    return 1


# What is said


def language(environ: Mapping[str, str]) -> str:
    """The first language of this computer's settings that is English or Spanish, else English."""
    named = [environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    # Windows has none of these and calls it "Spanish_Mexico"
    named.append((locale.getlocale()[0] or "").replace("Spanish", "es"))
    known = [name[:2].lower() for name in ":".join(named).split(":") if name[:2].lower() in SENTENCES]
    return known[0] if known else "en"


def sentence(key: str, **values: object) -> str:
    """A sentence for the person at the keyboard."""
    return SENTENCES[language(os.environ)][key].format(**values)


def say(key: str, **values: object) -> None:
    """Say it on the error stream: the other one belongs to the program."""
    print(sentence(key, **values), file=sys.stderr, flush=True)


# What is needed


def check_python(version: str) -> None:
    """Stop unless this Python can run the program."""
    if version not in PYTHONS:
        example = "py -3.12 run.py demo" if os.name == "nt" else "python3.12 run.py demo"
        raise NotReadyError(sentence("python", version=version, example=example))


def opens_window(words: Sequence[str]) -> bool:
    """Whether these words make ombudsdesk open a window. Everything else works without Qt."""
    rest = list(words)
    while rest and rest[0].split("=")[0] == "--vault":
        del rest[: 1 if "=" in rest[0] else 2]
    # --headless or --help, also shortened
    return not rest or (rest[0] == "demo" and not any(word == "-h" or word.startswith("--h") for word in rest))


def needs(words: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """What the system must have for these words: {library or program: its Debian package}."""
    if not LINUX:
        return {}
    if list(words[:1]) == ["test"]:
        return {**QT, **BUILD, **shared_python()}
    if not opens_window(words):
        return {}
    wanted = environ.get("QT_QPA_PLATFORM", "")
    wayland = wanted.startswith("wayland") or (not wanted and environ.get("WAYLAND_DISPLAY"))
    x11 = wanted.startswith("xcb") or (not wanted and environ.get("DISPLAY"))
    return {**QT, **(WAYLAND if wayland else {}), **(X11 if x11 else {})}


def shared_python() -> dict[str, str]:
    """Python as a library, which a bundle carries: Debian keeps it in a package of its own."""
    return {f"libpython{VERSION}.so.1.0": f"libpython{VERSION}"} if sys.base_prefix == "/usr" else {}


def present(thing: str) -> bool:
    """Whether this system has the library, program or module."""
    if thing == VENV_MAKER:
        importlib.invalidate_caches()
        return importlib.util.find_spec(thing) is not None
    if ".so" not in thing:
        return shutil.which(thing) is not None
    try:
        ctypes.CDLL(thing)
    except OSError:
        return False
    return True


def check_screen(environ: Mapping[str, str]) -> None:
    """Stop when a window is wanted and there is nowhere to show it: Qt would only abort."""
    if LINUX and not any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise NotReadyError(sentence("no_screen"))


def check_screen_answers(environ: Mapping[str, str]) -> None:
    """Stop when the X screen that is named does not let us in."""
    if not LINUX or environ.get("WAYLAND_DISPLAY") or environ.get("QT_QPA_PLATFORM"):
        return  # not the X screen, or the user knows better
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(environ["DISPLAY"].encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        raise NotReadyError(sentence("no_screen"))


# What the system lacks


def provide(wanted: Mapping[str, str]) -> None:
    """Install what is wanted and missing where that can be done here; otherwise stop and name it."""
    lacking = {thing: package for thing, package in wanted.items() if not present(thing)}
    if not lacking:
        return
    packages = sorted(set(lacking.values()))
    if not shutil.which("apt-get"):
        raise NotReadyError(sentence("lacks_things", things=", ".join(sorted(lacking))))
    prefix = administrator()
    if prefix is not None:
        say("apt", packages=" ".join(packages))
        apt_install(prefix, packages)
    if prefix is None or not all(present(thing) for thing in lacking):
        command = shlex.join(["sudo", "apt-get", *APT_INSTALL, *packages])
        raise NotReadyError(sentence("lacks_packages", packages=" ".join(packages), command=command))


def administrator() -> list[str] | None:
    """The words before a command that an administrator must run, or None where that would ask for a password."""
    if os.name != "posix" or os.geteuid() == 0:
        return []
    trial = ["sudo", "-n", "true"]
    allowed = shutil.which("sudo") and subprocess.call(trial, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    return trial[:2] if allowed else None


def apt_install(prefix: Sequence[str], packages: Iterable[str]) -> None:
    """Install Debian packages; what apt-get says is shown only when it fails."""
    # another apt-get may be busy, as after a first start
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for command in ([*apt, "update"], [*apt, *APT_INSTALL, *packages]):
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode != 0:
            print(done.stdout.decode(errors="replace"), file=sys.stderr)


# What is installed beside this file


def venv_python(root: Path) -> Path:
    """The Python of `.venv`."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_file(root: Path) -> Path:
    """Where it is written what `.venv` holds."""
    return root / ".venv" / "ombudsdesk-installed.json"


def read_stamp(root: Path) -> dict[str, str]:
    """What `.venv` holds: the Python version and the digest of each lock; empty if nobody wrote it down."""
    try:
        stamp = json.loads(stamp_file(root).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(root: Path, stamp: Mapping[str, str]) -> None:
    """Write down what `.venv` holds."""
    stamp_file(root).parent.mkdir(parents=True, exist_ok=True)
    stamp_file(root).write_text(json.dumps(stamp), encoding="utf-8")


def digest(path: Path) -> str:
    """The SHA-256 of a text file, whatever its line ends: git may change those on Windows."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def wanted_stamp(root: Path, lock: str, version: str) -> dict[str, str]:
    """The stamp of a `.venv` in which this lock is installed. The test lock holds the other one."""
    locks = (RUNTIME_LOCK, TEST_LOCK) if lock == TEST_LOCK else (RUNTIME_LOCK,)
    return {"python": version, **{name: digest(root / name) for name in locks}}


def version_of(python: Path, module: str = "sys") -> str:
    """Such as "3.11" if that Python starts and has the module, else empty: it was moved, removed or replaced."""
    code = f"import sys, {module}; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([str(python), "-I", "-c", code], check=False, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return ""
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def up_to_date(root: Path, lock: str) -> bool:
    """Whether `.venv` works and holds this lock."""
    stamp = read_stamp(root)
    version = stamp.get("python", "")
    return wanted_stamp(root, lock, version).items() <= stamp.items() and version == version_of(venv_python(root))


def usable(root: Path) -> bool:
    """Whether `.venv` can be installed into: a Python that fits, with pip, and no install that was cut off."""
    version = version_of(venv_python(root), "pip")
    stamp = read_stamp(root)
    return version in PYTHONS and stamp.get("python", version) == version and "unfinished" not in stamp


def set_up(root: Path, wanted: Mapping[str, str], *, lock: str) -> None:
    """Bring the system and `.venv` to what is wanted; nothing is done twice."""
    if up_to_date(root, lock):
        provide(wanted)
        return
    fresh = not usable(root)
    provide({**wanted, VENV_MAKER: f"python{VERSION}-venv"} if fresh and LINUX else wanted)
    say("tests" if lock == TEST_LOCK else "runtime")
    if fresh:
        make_venv(root)
    install(root, lock)


def make_venv(root: Path) -> None:
    """A new, empty `.venv` in place of what was there."""
    folder = root / ".venv"
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    write_stamp(root, {"unfinished": "venv"})
    if subprocess.call([sys.executable, "-m", "venv", str(folder)], stdin=subprocess.DEVNULL, stdout=sys.stderr) != 0:
        raise NotReadyError(sentence("failed"))


def install(root: Path, lock: str) -> None:
    """Install exactly the packages of the lock, which is complete: ready-made, each checked against its digest."""
    python = venv_python(root)
    write_stamp(root, {"unfinished": lock})
    pip = [str(python), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    exact = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(root / lock)]
    if subprocess.call([*pip, *exact], stdin=subprocess.DEVNULL, stdout=sys.stderr) != 0:
        raise NotReadyError(sentence("failed"))
    write_launcher(root)
    write_stamp(root, wanted_stamp(root, lock, version_of(python)))


POSIX_LAUNCHER = """#!/bin/sh
# the word `ombudsdesk` for this folder's program
here=$(dirname -- "$(readlink -f -- "$0")")
PYTHONPATH="$here/../.." exec "$here/python" -P -m ombudsdesk "$@"
"""
WINDOWS_LAUNCHER = '@set "PYTHONPATH=%~dp0..\\.."\n@"%~dp0python.exe" -P -m ombudsdesk %*\n'


def write_launcher(root: Path) -> None:
    """Put the word `ombudsdesk` beside `.venv`'s Python, for whoever has that folder in the path."""
    folder = venv_python(root).parent
    launcher = folder / ("ombudsdesk.cmd" if os.name == "nt" else "ombudsdesk")
    launcher.write_text(WINDOWS_LAUNCHER if os.name == "nt" else POSIX_LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)


# What is run


def environment(root: Path) -> dict[str, str]:
    """This process's environment with the program's own folder as the only extra place to import from."""
    # PYTHONHOME would lead .venv's Python to another installation
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONHOME"}, "PYTHONPATH": str(root)}


def hand_over(root: Path, words: Sequence[str]) -> int:
    """Become ombudsdesk: same folder, same streams, same signals; its exit code."""
    # -P: a file in the user's folder must not be taken for one of the program's
    command = [str(venv_python(root)), "-P", "-m", "ombudsdesk", *words]
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, environment(root))  # noqa: S606 - no shell is wanted
    program = subprocess.Popen(command, env=environment(root))
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:
            continue  # it was meant for the program, which got it too


def run_tests(root: Path, words: Sequence[str]) -> int:
    """Every check and every test, without a screen; 0 only if all passed."""
    set_up(root, needs(["test"], os.environ), lock=TEST_LOCK)
    steps = {**{step: command.split() for step, command in CHECKS.items()}, "pytest": ["pytest", "-n", "auto", *words]}
    failed = [step for step, command in steps.items() if not passes(root, step, command)]
    if failed:
        say("not_passed", steps=", ".join(failed))
    return 1 if failed else 0


def passes(root: Path, step: str, command: Sequence[str]) -> bool:
    """Run one step of the tests with `.venv`'s Python."""
    print(f"== {step}", file=sys.stderr, flush=True)
    screenless = {**environment(root), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.call([str(venv_python(root)), "-m", *command], cwd=str(root), env=screenless) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
