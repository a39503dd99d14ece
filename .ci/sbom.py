"""The list of parts of the program, as CycloneDX: `python .ci/sbom.py > sbom.json`. The same parts give the same bytes.

The wheels are those of requirements.lock, with their hashes; SQLCipher and OpenSSL lie inside the wheel of sqlcipher3, so
that no list of packages sees them: they are asked of the library itself.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ombudsdesk import __version__  # noqa: E402 - a checkout need not be installed
from ombudsdesk.vault.engine import versions  # noqa: E402

_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; [^\\]*)?(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")


def packages(lock: str) -> list[Component]:
    """The wheels of a lock, each with the hash of every file that may be installed for it."""
    return [
        Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", name=name.lower(), version=version),
            bom_ref=f"{name}=={version}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in _HASH.findall(rest)],
        )
        for name, version, rest in _PACKAGE.findall(lock)
    ]


def inside() -> list[Component]:
    """What lies inside a wheel."""
    cipher, provider = versions()
    return [
        Component(name="SQLCipher", version=cipher, type=ComponentType.LIBRARY, bom_ref="SQLCipher"),
        Component(name="OpenSSL", version=provider, type=ComponentType.LIBRARY, bom_ref="OpenSSL"),
    ]


def sbom() -> str:
    """The whole list as JSON."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    bom = Bom(components=[*packages(lock), *inside()], serial_number=uuid5(NAMESPACE_URL, f"{__version__} {lock}"))
    # a list says what a program is made of, not when somebody looked
    bom.metadata.timestamp = datetime(2026, 1, 1, tzinfo=UTC)
    bom.metadata.component = Component(name="ombudsdesk", version=__version__, bom_ref="ombudsdesk")
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


if __name__ == "__main__":
    sys.stdout.write(sbom())
