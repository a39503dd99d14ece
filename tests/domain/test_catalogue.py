"""The office's lists: complete, bilingual, unambiguous, and in words that judge nobody."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from ombudsdesk import paths
from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue, Entry, Taxonomy, Topic, load
from ombudsdesk.domain.text import fold

FILES = {
    "roles": "roles.json",
    "levels": "levels.json",
    "channels": "channels.json",
    "initiators": "initiators.json",
    "services": "services.json",
    "outcomes": "outcomes.json",
    "languages": "languages.json",
    "groups": "office_groups.json",
    "topics": "office_groups.json",
    "k12": "k12_topics.json",
    "ioa_categories": "ioa_categories.json",
    "ioa": "ioa_categories.json",
}
# The Association gives the same label to several sub-codes ("Other", "Communication"), so its list is read by code alone.
READ_BY_SPELLING = tuple(name for name in FILES if not name.startswith("ioa"))

PUBLIC_PAGE = {
    "Career Management": "Promotion; Performance management; End of appointment; Layoff; Reorganization; "
    "Hostile environment; Overwork; Compensation; Benefits",
    "Work Relationships": "Conflict with a colleague; Conflict with a supervisor; Difficult staff; "
    "Inappropriate or disrespectful behavior; Abuse of power; Bullying",
    "Policies and Requirements": "Employment guidelines; Disciplinary process and decisions; "
    "Grievance and complaint procedures; Academic policy or procedure concerns",
    "Illness and Disability": "Disability services; Accommodation requests; Disability plans; Leave options; "
    "Internal and outside resources",
    "Discrimination and Sexual Harassment": "Unwelcome and inappropriate behavior; Inappropriate relationships",
    "Other Concerns": "Safety; Unethical behavior; Compliance",
}

# The IOA codes that each public group spans by the office's cross-walk.
CROSS_WALK = {
    "career": "1.a 1.c 2.m 2.j 4.e 4.g 4.h 4.j 8.e 8.f 5.c",
    "relationships": "2.b 2.f 2.o 3.b 3.f 8.c",
    "policies": "2.q 7.c 9.a 9.d",
    "illness": "1.c 5.e 5.f",
    "discrimination": "5.c 5.d",
    "other": "6.a 6.e 5.a 5.b 9.a 9.b",
}
# What the cross-walk leaves out and a sub-topic needs, each for a reason.
BEYOND_CROSS_WALK = {
    "career": {
        "1.b": "pay that arrives wrong or late",
        "1.d": "retirement is a benefit",
        "2.k": "performance management is feedback too",
        "4.a": "a promotion is applied for",
        "4.l": "the Association's own 'other'",
        "6.i": "overwork is stress and too little life beside it",
    },
    "relationships": {
        "2.e": "many conflicts with a supervisor are about communication",
        "2.s": "the Association's own 'other'",
        "3.e": "many conflicts with a colleague are about communication",
        "3.j": "the Association's own 'other'",
    },
    "discrimination": {"9.a": "an inappropriate relationship is about standards of conduct"},
    "other": {"5.j": "compliance that is neither crime nor money", "9.e": "the Association's own 'other'"},
}

K12_TOPICS = {
    "special_education": ("illness.disability_services", ("5.e",)),
    "grades": ("policies.academic", ("2.m",)),
    "curriculum": ("policies.academic", ("9.d",)),
    "extracurricular": ("policies.academic", ("7.c",)),
    "choice_programs": ("policies.academic", ("7.c",)),
    "student_bullying": ("relationships.bullying", ("7.c", "3.f")),
    "discipline": ("policies.disciplinary", ("7.c",)),
    "student_safety": ("other.safety", ("6.a",)),
    "staff_conduct": ("relationships.disrespect", ("7.d",)),
    "enrollment": ("policies.academic", ("7.c",)),
    "attendance": ("policies.academic", ("7.c",)),
    "campus_communication": ("other.other", ("7.b",)),
    "language_access": ("other.other", ("7.a",)),
    "transportation": ("other.other", ("7.a",)),
    "meals_health": ("other.other", ("7.a",)),
    "facilities": ("other.other", ("6.b", "6.d")),
    "technology": ("other.other", ("7.a",)),
    "records": ("other.compliance", ("5.h",)),
    "parental_rights": ("policies.other", ("9.d",)),
    "fees": ("other.compliance", ("5.b",)),
    "board_policy": ("policies.other", ("9.d",)),
    "other": ("other.other", ("7.e",)),
}

SAMPLE_LOG = {
    "roles": {
        "Teacher": "teacher",
        "teacher ": "teacher",
        "Campus admin": "campus_admin",
        "Paraprofessional": "paraprofessional",
        "Counselor": "student_support",
        "Bus driver": "auxiliary",
        "Custodial": "auxiliary",
        "Central office": "central_office",
        "Former employee": "applicant_former",
        "Parent": "parent",
        "Parent/Guardian": "parent",
        "Padre/Madre": "parent",
        "Student": "student",
        "Community member": "community",
    },
    "channels": {
        "in person": "in_person",
        "en persona": "in_person",
        "walk-in": "walk_in",
        "phone": "phone",
        "Phone": "phone",
        "teléfono": "phone",
        "video": "video",
        "Zoom": "video",
        "email": "email",
        "e-mail": "email",
        "letter": "letter",
    },
    "topics": {
        "promotion": "career.promotion",
        "performance management": "career.performance_management",
        "end of appointment": "career.end_of_appointment",
        "layoff": "career.layoff",
        "reorganization": "career.reorganization",
        "hostile environment": "career.hostile_environment",
        "overwork": "career.overwork",
        "compensation": "career.compensation",
        "benefits": "career.benefits",
        "conflict with colleague": "relationships.conflict_colleague",
        "conflict with supervisor": "relationships.conflict_supervisor",
        "difficult staff": "relationships.difficult_staff",
        "disrespectful behavior": "relationships.disrespect",
        "abuse of power": "relationships.abuse_of_power",
        "bullying": "relationships.bullying",
        "employment guidelines": "policies.employment",
        "disciplinary process": "policies.disciplinary",
        "grievance procedure": "policies.grievance",
        "academic policy": "policies.academic",
        "disability services": "illness.disability_services",
        "servicios de discapacidad": "illness.disability_services",
        "accommodation": "illness.accommodation",
        "leave options": "illness.leave",
        "unwelcome behavior": "discrimination.unwelcome",
        "inappropriate relationship": "discrimination.relationships",
        "safety": "other.safety",
        "unethical behavior": "other.unethical",
        "compliance": "other.compliance",
    },
    "k12": {
        "acoso escolar": "student_bullying",
        "comunicación con la escuela": "campus_communication",
        "special education": "special_education",
        "transportation": "transportation",
    },
    "services": {
        "listening": "listening",
        "coaching": "coaching",
        "options": "options",
        "information": "questions",
        "policy question": "questions",
        "orientación": "questions",
        "referral": "referral",
        "mediation": "mediation",
        "facilitated conversation": "mediation",
    },
    "languages": {"English": "en", "EN": "en", "Spanish": "es", "español": "es"},
    "outcomes": {
        "resolved informally": "informal_resolution",
        "options given": "options_provided",
        "referred": "referred",
        "visitor did not return": "visitor_did_not_continue",
        "facilitated agreement": "facilitated_agreement",
        "out of scope": "out_of_scope",
    },
}

# The beginnings of words that judge somebody. "acus" is accused, acusado, acusación.
JUDGING = re.compile(
    r"\b(complainant|respondent|alleg|accus|accuse|investigat|finding|founded|unfounded|substantiat|unsubstantiat"
    r"|perpetrator|offender|victim|guilt|verdict|plaintiff|defendant|culprit"
    r"|denuncia|demanda|acus|imputad|alega|investiga|hallazgo|fundad|infundad|culpa|veredicto|agresor|quejos"
    r"|sancion|comprobad)"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(lambda name: paths.read_json("taxonomies", name))


def entries(catalogue: Catalogue) -> Iterator[tuple[str, Entry]]:
    for name in FILES:
        yield from ((name, entry) for entry in taxonomy(catalogue, name))


def taxonomy(catalogue: Catalogue, name: str) -> Taxonomy[Any]:
    found = getattr(catalogue, name)
    assert isinstance(found, Taxonomy)
    return found


def meanings(found: Taxonomy[Any]) -> dict[str, set[str]]:
    """Every spelling of a list with the codes that it means."""
    codes: dict[str, set[str]] = defaultdict(set)
    for entry in found:
        for spelling in entry.spellings:
            codes[spelling].add(entry.code)
    return codes


@pytest.mark.parametrize(("name", "file"), FILES.items())
def test_a_list_says_its_name_its_version_and_where_its_words_come_from(catalogue: Catalogue, name: str, file: str) -> None:
    data = paths.read_json("taxonomies", file)

    assert taxonomy(catalogue, name).key == f"{data['name']}/{data['version']}"
    assert len(data["source"]) > 40


@pytest.mark.parametrize("name", FILES)
def test_no_code_is_used_twice_in_a_list(catalogue: Catalogue, name: str) -> None:
    codes = Counter(entry.code for entry in taxonomy(catalogue, name))

    assert [code for code, times in codes.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z_]+)?", code) for code in codes)


def test_every_entry_has_a_label_in_both_languages(catalogue: Catalogue) -> None:
    for name, entry in entries(catalogue):
        assert set(entry.labels) == {"en", "es"}, (name, entry.code)
        assert all(label and label == " ".join(label.split()) for label in entry.labels.values()), (name, entry.code)


@pytest.mark.parametrize("name", READ_BY_SPELLING)
def test_no_spelling_means_two_entries_of_a_list(catalogue: Catalogue, name: str) -> None:
    assert {text: codes for text, codes in meanings(taxonomy(catalogue, name)).items() if not text or len(codes) > 1} == {}


@pytest.mark.parametrize("name", READ_BY_SPELLING)
def test_every_alias_adds_a_spelling(catalogue: Catalogue, name: str) -> None:
    for entry in taxonomy(catalogue, name):
        texts = [fold(text) for text in {*entry.labels.values(), *entry.aliases}]
        assert len(set(texts)) == len(texts), entry.code


def test_an_issue_is_spelled_in_the_offices_list_or_in_the_school_list_but_not_in_both(catalogue: Catalogue) -> None:
    # "other" stands in both; the office's list is asked first
    assert set(meanings(catalogue.topics)) & set(meanings(catalogue.k12)) == {"other"}


@pytest.mark.parametrize(
    "text", ["harassment", "acoso", "inappropriate behavior", "conducta inapropiada", "discipline problem"]
)
def test_a_word_that_could_mean_two_sub_topics_is_left_to_the_ombuds(catalogue: Catalogue, text: str) -> None:
    assert catalogue.topics.spelled(text) is None
    assert catalogue.k12.spelled(text) is None


@pytest.mark.parametrize(
    ("name", "text", "code"), [(name, text, code) for name, column in SAMPLE_LOG.items() for text, code in column.items()]
)
def test_what_the_sample_log_says_is_understood(catalogue: Catalogue, name: str, text: str, code: str) -> None:
    entry = taxonomy(catalogue, name).spelled(text)

    assert entry is not None
    assert entry.code == code


@pytest.mark.parametrize("text", ["", "  ", "?", "-", "pending"])
def test_nothing_and_pending_are_no_outcome(catalogue: Catalogue, text: str) -> None:
    assert catalogue.outcomes.spelled(text) is None


def test_the_office_list_is_the_public_page_word_for_word_plus_something_else(catalogue: Catalogue) -> None:
    shown = {
        group.label("en"): tuple(topic.label("en") for topic in catalogue.topics if topic.group == group.code)
        for group in catalogue.groups
    }

    assert list(shown) == list(PUBLIC_PAGE)
    for group, topics in PUBLIC_PAGE.items():
        assert shown[group][:-1] == tuple(topics.split("; "))
        assert shown[group][-1].startswith("Something else")


def test_a_sub_topics_code_begins_with_its_groups_code(catalogue: Catalogue) -> None:
    assert all(topic.code.startswith(f"{catalogue.group_of(topic.code)}.") for topic in catalogue.topics)
    assert all(f"{group.code}.other" in catalogue.topics for group in catalogue.groups)


def test_the_ioa_list_has_nine_categories_and_87_sub_codes_in_order(catalogue: Catalogue) -> None:
    sizes = Counter(topic.group for topic in catalogue.ioa)

    assert catalogue.ioa_categories.codes == tuple("123456789")
    assert [sizes[code] for code in catalogue.ioa_categories.codes] == [5, 19, 10, 12, 10, 10, 5, 11, 5]
    assert len(catalogue.ioa.codes) == 87
    for category in catalogue.ioa_categories:
        letters = [topic.code for topic in catalogue.ioa if topic.group == category.code]
        assert letters == [f"{category.code}.{chr(ord('a') + place)}" for place in range(len(letters))]
        assert catalogue.ioa[letters[-1]].label("en") == "Other"


@pytest.mark.parametrize("name", ["topics", "k12"])
def test_every_topic_has_a_place_in_the_ioa_list(catalogue: Catalogue, name: str) -> None:
    for topic in taxonomy(catalogue, name):
        assert isinstance(topic, Topic)
        assert topic.ioa, topic.code
        assert len(set(topic.ioa)) == len(topic.ioa), topic.code
        assert all(code in catalogue.ioa for code in topic.ioa), topic.code


@pytest.mark.parametrize("group", CROSS_WALK)
def test_a_groups_ioa_codes_are_those_of_the_cross_walk_and_a_few_with_a_reason(catalogue: Catalogue, group: str) -> None:
    agreed, extra = set(CROSS_WALK[group].split()), set(BEYOND_CROSS_WALK.get(group, {}))
    used = {code for topic in catalogue.topics if topic.group == group for code in topic.ioa}

    assert used == agreed | extra


def test_every_school_topic_has_its_ioa_code_and_its_place_among_the_offices_own(catalogue: Catalogue) -> None:
    assert {topic.code: (topic.office, topic.ioa) for topic in catalogue.k12} == K12_TOPICS
    assert all(topic.office in catalogue.topics for topic in catalogue.k12)


@pytest.mark.parametrize("name", ["roles", "levels", "channels", "initiators", "languages"])
def test_a_fact_that_nobody_wrote_down_has_its_own_last_line(catalogue: Catalogue, name: str) -> None:
    found = taxonomy(catalogue, name)

    assert found.codes[-1] == NOT_KNOWN
    assert (found.label(NOT_KNOWN, "en"), found.label(NOT_KNOWN, "es")) == ("Not known", "No se sabe")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("levels", "elementary middle high alternative central unknown"),
        ("initiators", "visitor office someone_else unknown"),
        ("services", "listening coaching options questions systemic referral safe_setting mediation complaint_information"),
        (
            "outcomes",
            (
                "self_resolved options_provided informal_resolution facilitated_agreement referred systemic_action "
                "visitor_did_not_continue out_of_scope unreachable"
            ),
        ),
        ("languages", "en es vi ar zh asl other unknown"),
    ],
)
def test_the_codes_of_a_list_stay_as_records_hold_them(catalogue: Catalogue, name: str, codes: str) -> None:
    assert taxonomy(catalogue, name).codes == tuple(codes.split())


def test_no_word_in_any_list_judges_anybody(catalogue: Catalogue) -> None:
    texts = [text for _, entry in entries(catalogue) for text in (*entry.labels.values(), *entry.aliases, entry.code)]

    assert [text for text in texts if JUDGING.search(fold(text))] == []
    assert JUDGING.search(fold("Investigación")), "the pattern itself must work"


def test_nickname_words_are_many_different_and_spelled_without_accents(catalogue: Catalogue) -> None:
    words = catalogue.nickname_words

    assert len(words) >= 64
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[a-z]{4,12}", word) for word in words)


def test_no_nickname_word_is_a_word_about_a_visitor_or_a_concern(catalogue: Catalogue) -> None:
    used = {token for name, entry in entries(catalogue) for spelling in entry.spellings for token in spelling.split()}

    assert used.isdisjoint(catalogue.nickname_words)


def test_a_code_that_a_later_list_dropped_is_shown_as_it_is(catalogue: Catalogue) -> None:
    assert catalogue.roles.label("wizard", "es") == "wizard"
    assert "wizard" not in catalogue.roles
