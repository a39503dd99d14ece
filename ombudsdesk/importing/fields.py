"""What a column of the office's log can be about."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from functools import cache

from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy
from ombudsdesk.i18n import N_, _
from ombudsdesk.importing.texts import key


@unique
class Field(Enum):
    """What a column holds. The values are the words of mapping files."""

    REFERENCE = "reference"
    DATE = "date"
    ROLE = "role"
    UNIT = "unit"
    CHANNEL = "channel"
    CONCERNS = "concerns"
    SERVICES = "services"
    MINUTES = "minutes"
    LANGUAGE = "language"
    OUTCOME = "outcome"
    NOTE = "note"
    INITIATOR = "initiator"
    CLOSED = "closed"
    NAME = "name"


LISTS = (Field.ROLE, Field.CHANNEL, Field.SERVICES, Field.LANGUAGE, Field.OUTCOME, Field.INITIATOR)
"""The fields whose values are codes of one plain list."""

CODED = (*LISTS, Field.UNIT, Field.CONCERNS)
"""The fields whose values a person gives a meaning to."""

SEVERAL = (Field.CONCERNS, Field.SERVICES)
"""The fields of which one cell may hold several."""


def taxonomy(catalogue: Catalogue, field: Field) -> Taxonomy[Entry]:
    """The list that a field's codes come from. `field` is one of `LISTS`."""
    lists = (
        catalogue.roles,
        catalogue.channels,
        catalogue.services,
        catalogue.languages,
        catalogue.outcomes,
        catalogue.initiators,
    )
    return dict(zip(LISTS, lists, strict=True))[field]


LABELS: Mapping[Field, str] = {
    Field.REFERENCE: N_("Row number in the log"),
    Field.DATE: N_("Date of the contact"),
    Field.ROLE: N_("Visitor's role"),
    Field.UNIT: N_("Campus or department"),
    Field.CHANNEL: N_("How the contact took place"),
    Field.CONCERNS: N_("Concerns"),
    Field.SERVICES: N_("What the office did"),
    Field.MINUTES: N_("Minutes"),
    Field.LANGUAGE: N_("Language"),
    Field.OUTCOME: N_("Outcome"),
    Field.NOTE: N_("Notes"),
    Field.INITIATOR: N_("Who began the contact"),
    Field.CLOSED: N_("Closing date"),
    Field.NAME: N_("Visitor's name"),
}


def field_label(field: Field) -> str:
    """What a field is called, in the language in use."""
    return _(LABELS[field])


# as offices write them, English and Spanish, with a bar between
_HEADERS: Mapping[Field, str] = {
    Field.REFERENCE: "#|No.|Nr|Núm.|N.º|Number|Número|Row|ID|Case|Case #|Caso|Case no.",
    Field.DATE: (
        "Date|Fecha|Contact date|Date of contact|Visit date|Date of visit|Day|Día|When|Fecha de "
        "contacto|Fecha del contacto|Fecha de visita|Fecha de la visita|Cuándo"
    ),
    Field.ROLE: (
        "Who|Quién|Role|Rol|Visitor role|Visitor type|Rol del visitante|Tipo de visitante|"
        "Constituent|Constituency|Position|Puesto"
    ),
    Field.UNIT: (
        "Campus / Dept|Campus|Department|Dept|Campus or department|Campus / "
        "Department|School|Location|Unit|Escuela|Plantel|Departamento|Plantel / Departamento|Escuela / "
        "Departamento|Campus / Departamento|Campus o departamento|Lugar"
    ),
    Field.CHANNEL: "How|Cómo|Channel|Mode|Modality|Method|Contact method|Canal|Medio|Modalidad|Medio de contacto",
    Field.CONCERNS: (
        "Issue(s)|Issue|Issues|Concern|Concerns|Concern(s)|Topic|Topics|Category|Categories|Subject|"
        "Asunto|Asuntos|Asunto(s)|Tema|Temas|Tema(s)|Inquietud|Inquietudes|Categoría|Motivo"
    ),
    Field.SERVICES: (
        "What I did|Service|Services|Service(s)|Action|Actions|Action taken|Actions taken|Qué hice|Lo que "
        "hice|Servicio|Servicios|Servicio(s)|Acción|Acciones"
    ),
    Field.MINUTES: "Time|Minutes|Min|Mins|Duration|Length|Time spent|Tiempo|Minutos|Duración",
    Field.LANGUAGE: "Lang|Language|Lang.|Idioma|Lengua",
    Field.OUTCOME: "Outcome|Result|Resolution|Resultado|Desenlace|Resolución",
    Field.NOTE: "Notes|Note|Comments|Comment|Remarks|Notas|Nota|Comentarios|Observaciones",
    Field.INITIATOR: (
        "Initiated by|Initiator|Who initiated|Who started it|Started by|Iniciado por|Quién inició|Quién comenzó"
    ),
    Field.CLOSED: "Closed|Date closed|Closing date|Closed on|Close date|Cerrado|Fecha de cierre|Cierre",
    Field.NAME: "Name|Visitor name|Visitor's name|Full name|Nombre|Nombre del visitante|Nombre completo",
}


@cache
def header_spellings(field: Field) -> frozenset[str]:
    """The `key`s of the headers, English and Spanish, by which offices call a field."""
    return frozenset(key(text) for text in _HEADERS[field].split("|"))


def spelled(header: str) -> Field | None:
    """The field that a header means by one of its known spellings, else None. Never a guess."""
    wanted = key(header)
    return next((field for field in Field if wanted and wanted in header_spellings(field)), None)
