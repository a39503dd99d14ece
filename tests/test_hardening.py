"""The process closes its doors. Each trial has a control that shows the door open where nothing was closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these trials were written for Linux")

DYING = """
import resource, sys
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
if sys.argv[1] == "hardened":
    from ombudsdesk.hardening import harden
    harden()
import os
os.chdir(sys.argv[2])
os.abort()
"""
# Two programs of one person who is not the administrator: the child is looked at, the parent looks (as its parent, it may
# also where a system lets programs look at their children only).
LOOKING = """
import ctypes, os, sys
from ombudsdesk.hardening import harden  # while the folder can still be read
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    # changing the person closed this already
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
ready, tell = os.pipe()
stay, go = os.pipe()
child = os.fork()
if child == 0:
    os.close(go)
    if sys.argv[1] == "hardened":
        harden()
    os.write(tell, b".")
    os.read(stay, 1)
    os._exit(0)
os.close(tell)
assert os.read(ready, 1) == b"."
try:
    with open(f"/proc/{child}/maps") as maps, open(f"/proc/{child}/mem", "rb", 0) as memory:
        memory.seek(int(maps.readline().split("-")[0], 16))
        print("read", len(memory.read(64)))
except PermissionError:
    print("refused")
os.close(go)
"""


def test_the_system_confirms_what_was_closed() -> None:
    script = (
        "import ctypes, resource\n"
        "from ombudsdesk.hardening import harden\n"
        "print(sorted(harden()), resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    )

    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout

    assert "NO_CORE_DUMP" in said
    assert "MEMORY_CLOSED" in said
    assert said.endswith("(0, 0) 0\n")


def dies_with_core(folder: os.PathLike[str], how: str) -> bool:
    """Whether the system wrote a picture of the memory of a process that died."""
    process = subprocess.Popen([sys.executable, "-c", DYING, how, str(folder)])
    status = os.waitpid(process.pid, 0)[1]
    process.returncode = 0
    assert os.WTERMSIG(status) == signal.SIGABRT
    return os.WCOREDUMP(status)


def test_no_core_dump_is_written(tmp_path: os.PathLike[str]) -> None:
    if not dies_with_core(tmp_path, "open"):
        pytest.skip("this system writes no core dumps at all")

    assert not dies_with_core(tmp_path, "hardened")


def looks_into_another(how: str) -> str:
    done = subprocess.run([sys.executable, "-c", LOOKING, how], check=True, capture_output=True, text=True, timeout=30)
    return done.stdout.strip()


def test_another_program_of_the_same_person_cannot_read_the_memory() -> None:
    if looks_into_another("open") != "read 64":
        pytest.skip("this system lets no program look into another")

    assert looks_into_another("hardened") == "refused"


@pytest.mark.parametrize("words", [["--version"], ["cases", "no-such-vault", "--passphrase-stdin"]])
def test_the_program_closes_its_doors_before_it_does_anything(words: list[str]) -> None:
    """Traced at the one place where it begins; imports of the program before it would show."""
    script = (
        "import runpy, sys\n"
        "import ombudsdesk.hardening as hardening\n"
        "real = hardening.harden\n"
        "def harden():\n"
        "    print(sorted(name for name in sys.modules if name.startswith('ombudsdesk.')), file=sys.stderr)\n"
        "    return real()\n"
        "hardening.harden = harden\n"
        f"sys.argv = ['ombudsdesk', *{words!r}]\n"
        "runpy.run_module('ombudsdesk', run_name='__main__')\n"
    )

    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True, input="\n")

    assert done.stderr.splitlines()[0] == "['ombudsdesk.hardening']"
