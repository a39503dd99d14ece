"""The guard of the commentary: what it finds, what it leaves alone, and what no reason lifts."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.deidentify.narrative import Guard, Known, Override, Person, Reason, Stop, open_stops, printed, search, token
from ombudsdesk.office_narrative import words
from tests.deidentify.narrating import FIGURES, GUARD, KNOWN, VISITORS, found

NEVER, WITH_A_REASON = False, True

LEAKS = [
    # names, as they stand and otherwise
    ("We spoke with María José Peña Muñoz.", "María José Peña Muñoz", Reason.FULL_NAME, NEVER),
    ("We spoke with MARIA JOSE PENA.", "MARIA JOSE PENA", Reason.FULL_NAME, NEVER),
    ("Muñoz, María said so.", "Muñoz, María", Reason.FULL_NAME, NEVER),
    ("It was the Pena-Munoz family.", "Pena-Munoz", Reason.FULL_NAME, NEVER),
    ("It was Peña\N{ZERO WIDTH SPACE}Muñoz again.", "Peña\N{ZERO WIDTH SPACE}Muñoz", Reason.FULL_NAME, NEVER),
    ("Pen\N{COMBINING TILDE}a’s view was heard.", "Pen\N{COMBINING TILDE}a", Reason.PART_OF_NAME, NEVER),
    ("Pe\N{SOFT HYPHEN}ña had asked.", "Pe\N{SOFT HYPHEN}ña", Reason.PART_OF_NAME, NEVER),
    ("The Garzas wrote to us.", "Garzas", Reason.PART_OF_NAME, NEVER),
    ("It concerns the Gar-\nza matter.", "Gar-\nza", Reason.PART_OF_NAME, NEVER),
    ("It concerns G A R Z A.", "G A R Z A", Reason.PART_OF_NAME, NEVER),
    ("According to J. Peña it helped.", "J. Peña", Reason.FULL_NAME, NEVER),
    ("The login mpena was used.", "mpena", Reason.FULL_NAME, NEVER),
    ("Maria Pnea Munoz was heard.", "Maria", Reason.PART_OF_NAME, NEVER),
    ("The teacher, Trevinio, was heard.", "Trevinio", Reason.LIKE_A_NAME, NEVER),
    ("Jose\N{COMBINING ACUTE ACCENT} was heard.", "Jose\N{COMBINING ACUTE ACCENT}", Reason.PART_OF_NAME, NEVER),
    ("It was the penamunzo login.", "penamunzo", Reason.LIKE_A_NAME, WITH_A_REASON),
    ("Bob White was relieved.", "Bob White", Reason.FULL_NAME, NEVER),
    ("Lupe estaba contenta.", "Lupe", Reason.PART_OF_NAME, NEVER),
    ("Se lo agradece Chuy Garza.", "Chuy Garza", Reason.FULL_NAME, NEVER),
    ("Según M. J. P. todo cambió.", "M. J. P", Reason.INITIALS, WITH_A_REASON),
    ("Según MJP todo cambió.", "MJP", Reason.INITIALS, WITH_A_REASON),
    ("It was told to RW in private.", "RW", Reason.INITIALS, WITH_A_REASON),
    ("We thank White for this.", "White", Reason.PART_OF_NAME, WITH_A_REASON),
    ("A white paper was read.", "white", Reason.PART_OF_NAME, WITH_A_REASON),
    ("We thank Will for this.", "Will", Reason.PART_OF_NAME, WITH_A_REASON),
    ("Thi An Nguyen was heard.", "Thi An Nguyen", Reason.FULL_NAME, NEVER),
    ("Ms. de la Fuente was heard.", "Fuente", Reason.PART_OF_NAME, NEVER),
    ("La maestra Cruz fue escuchada.", "Cruz", Reason.PART_OF_NAME, NEVER),
    ("Una maestra Cruz fue escuchada.", "Cruz", Reason.PART_OF_NAME, NEVER),
    ("Both OBrien and O’Brien mean it.", "OBrien", Reason.PART_OF_NAME, NEVER),
    # people whom the vault does not know
    ("Principal Sandoval was helpful.", "Principal Sandoval", Reason.TITLE_AND_NAME, WITH_A_REASON),
    ("Mr. K was helpful.", "Mr. K", Reason.TITLE_AND_NAME, WITH_A_REASON),
    ("La Sra. de los Ríos ayudó.", "Sra. de los Ríos", Reason.TITLE_AND_NAME, WITH_A_REASON),
    ("La mtra. Quiroga ayudó.", "mtra. Quiroga", Reason.TITLE_AND_NAME, WITH_A_REASON),
    ("Everybody liked Yolanda.", "Yolanda", Reason.FIRST_NAME, WITH_A_REASON),
    # where, and who alone can be meant
    ("Staff at Live Oak felt heard.", "Live Oak", Reason.UNIT, WITH_A_REASON),
    ("En Rio Claro hubo avances.", "Rio Claro", Reason.UNIT, WITH_A_REASON),
    ("People at LOMS felt heard.", "LOMS", Reason.UNIT, WITH_A_REASON),
    ("The only nurse felt alone.", "The only nurse", Reason.ONLY_HOLDER, WITH_A_REASON),
    ("Our librarian felt alone.", "Our librarian", Reason.ONLY_HOLDER, WITH_A_REASON),
    ("The sole diagnostician left.", "The sole diagnostician", Reason.ONLY_HOLDER, WITH_A_REASON),
    ("La única enfermera se sentía sola.", "La única enfermera", Reason.ONLY_HOLDER, WITH_A_REASON),
    ("The principal told us so.", "The principal", Reason.ONLY_HOLDER, WITH_A_REASON),
    ("Llegó la directora nueva.", "la directora nueva", Reason.ONLY_HOLDER, WITH_A_REASON),
    # when
    ("It began on March 17.", "March 17", Reason.CASE_DATE, NEVER),
    ("Empezó el diecisiete de marzo.", "diecisiete de marzo", Reason.CASE_DATE, WITH_A_REASON),
    ("It began on 9/3.", "9/3", Reason.CASE_DATE, NEVER),
    ("It began on June second.", "June second", Reason.DATE, WITH_A_REASON),
    ("We met on Tuesday.", "Tuesday", Reason.DATE, WITH_A_REASON),
    ("It began on the seventeenth.", "on the seventeenth", Reason.DATE, WITH_A_REASON),
    ("Nos vimos el jueves.", "jueves", Reason.DATE, WITH_A_REASON),
    # how old, which grade, how few
    ("A seven-year-old was bullied.", "seven-year-old", Reason.AGE, WITH_A_REASON),
    ("Alguien de 7 años lo dijo.", "de 7 años", Reason.AGE, NEVER),
    ("The mother of a third grader.", "third grader", Reason.GRADE, WITH_A_REASON),
    ("Alguien de tercer grado.", "tercer grado", Reason.GRADE, WITH_A_REASON),
    ("Un grupo de kínder.", "de kínder", Reason.GRADE, WITH_A_REASON),
    ("We heard from one parent.", "one parent", Reason.SMALL_COUNT, WITH_A_REASON),
    ("Two newly hired teachers agreed.", "Two newly hired teachers", Reason.SMALL_COUNT, WITH_A_REASON),
    ("We heard from dos madres.", "dos madres", Reason.SMALL_COUNT, WITH_A_REASON),
    ("Acudió una maestra.", "una maestra", Reason.SMALL_COUNT, WITH_A_REASON),
    ("Acudieron once docentes.", "once docentes", Reason.SMALL_COUNT, WITH_A_REASON),
    ("A couple of visitors agreed.", "A couple of visitors", Reason.SMALL_COUNT, WITH_A_REASON),
    ("A teacher told us about it.", "A teacher told", Reason.SMALL_COUNT, WITH_A_REASON),
    ("None of the nurses agreed.", "None of the nurses", Reason.SMALL_COUNT, WITH_A_REASON),
    ("Nobody from transportation came.", "Nobody from", Reason.SMALL_COUNT, WITH_A_REASON),
    ("Of the nurses, only two agreed.", "only two", Reason.SMALL_COUNT, WITH_A_REASON),
    ("De todo el personal, tres volvieron.", "tres volvieron", Reason.SMALL_COUNT, WITH_A_REASON),
    # shares and numbers
    ("About forty percent agreed.", "forty percent", Reason.PERCENTAGE, NEVER),
    ("Casi el veinte por ciento.", "veinte por ciento", Reason.PERCENTAGE, NEVER),
    ("Half of the visitors agreed.", "Half of", Reason.FRACTION, NEVER),
    ("La mitad de las visitas.", "La mitad de", Reason.FRACTION, NEVER),
    ("Tres de cada cuatro volvieron.", "Tres de cada cuatro", Reason.FRACTION, NEVER),
    ("There were 12 of them.", "12", Reason.NUMBER, NEVER),
    ("There were １２ and ½ and ② of them.", "１２", Reason.NUMBER, NEVER),
    # addresses and the office's own marks
    ("Write to help@district.org today.", "help@district.org", Reason.E_MAIL, NEVER),
    ("Write to garza at district dot org today.", "garza at district dot org", Reason.E_MAIL, NEVER),
    ("Call (512) 555-0134 today.", "(512) 555-0134", Reason.PHONE, NEVER),
    ("See www.district.org for more.", "www.district.org", Reason.WEB_ADDRESS, NEVER),
    ("Employee E12345 was heard.", "E12345", Reason.ID, NEVER),
    ("Case 26-0143 is closed.", "26-0143", Reason.CASE_NUMBER, NEVER),
    ("The kayak polar matter is closed.", "kayak polar", Reason.CASE_NICKNAME, NEVER),
    ("We saw {fig:role.nurse} nurses.", "{fig:role.nurse}", Reason.UNKNOWN_FIGURE, NEVER),
    ("We saw {fig:role.teacher teachers.", "{fig:role.teacher teachers.", Reason.BROKEN_FIGURE, NEVER),
]

CLEAN = [
    "The office listens first and decides nothing for anybody.",
    "Many people did not know which door to knock on.",
    "Early conversations often keep a small worry from becoming a formal complaint.",
    "Communication between supervisors and their staff remains the thread that runs through the year.",
    "We recommend that leave policies be explained in plain language when the school year begins.",
    "Parents and teachers both asked for clearer steps when a schedule changes.",
    "In this period {fig:role.teacher} teachers and {fig:role.parent} parents spoke with us.",
    "Nobody has to give a name to talk with the ombuds.",
    "When a visitor decides to go no further, nothing further happens. A visitor may stop at any time.",
    "The first quarter of the year was calmer than the weeks before testing.",
    "Our office is independent, impartial, informal and confidential.",
    "Several concerns touched on how decisions are announced, and we will go on listening.",
    "The district could publish a page that explains every way to raise a concern.",
    "New teachers would welcome a mentor in the fall semester.",
    "Supervisors may want to say thank you more often; respect costs nothing.",
    "Section 504 plans were a frequent topic, and so was the ARD process in K-12 schools.",
    "Trust grows when leaders explain why, not only what.",
    "Once parents know the steps, both families and schools find it easier to talk.",
    "A kinder tone in e-mails costs nothing, and every Tuesday our door is open.",
    "We practised difficult conversations with those who wished to have them, e.g. with HR.",
    "La oficina escucha primero y no decide por nadie.",
    "Muchas personas no sabían a qué puerta tocar.",
    "Una conversación a tiempo evita que una inquietud pequeña se vuelva queja formal.",
    "La comunicación entre supervisores y personal sigue siendo el hilo del año.",
    "Recomendamos explicar las licencias con palabras sencillas al comenzar el ciclo escolar.",
    "Madres, padres y docentes pidieron pasos más claros cuando cambia un horario.",
    "Hablaron con nosotros {fig:role.teacher} docentes durante el periodo, de {fig:total} en total.",
    "Nadie tiene que dar su nombre para hablar con la oficina; vale la pena acercarse.",
    "Quien teme represalias suele esperar hasta que la situación es difícil de reparar.",
    "El primer trimestre fue más tranquilo que las semanas de exámenes.",
    "Las dudas sobre educación especial llegaron en los dos idiomas.",
    "El distrito podría publicar una página con todos los caminos para plantear una inquietud.",
    "Las rutas de autobús y los horarios de entrada volvieron a mencionarse.",
    "La confianza crece cuando se explica el porqué y no solo el qué.",
    "Conviene que cada plantel tenga a la vista los pasos para pedir ayuda.",
    "Este informe sigue las normas de práctica de la profesión.",
]


@pytest.mark.parametrize(("text", "words_of_it", "reason", "may_override"), LEAKS, ids=[row[0] for row in LEAKS])
def test_what_points_at_somebody_is_found(text: str, words_of_it: str, reason: Reason, may_override: bool) -> None:
    assert (words_of_it, reason, may_override) in found(text)


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_commentary_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", [row[0] for row in LEAKS])
def test_a_leak_is_found_in_the_middle_of_a_whole_commentary(text: str) -> None:
    before, after = "\n\n".join(CLEAN[:20]), "\n\n".join(CLEAN[20:])

    assert found(f"{before}\n\n{text}\n\n{after}") == found(text)


def test_every_reason_is_tried_here() -> None:
    assert {row[2] for row in LEAKS} == set(Reason)


@given(st.text(max_size=200))
def test_offsets_point_at_the_text_in_order_whatever_was_typed(text: str) -> None:
    stops = GUARD.search(text, figures=FIGURES)

    assert all(0 <= stop.start < stop.end <= len(text) for stop in stops)
    assert [stop.start for stop in stops] == sorted(stop.start for stop in stops)


pieces = st.sampled_from(
    [*(row[0] for row in LEAKS), *CLEAN, *VISITORS, "{", "}", "\N{SOFT HYPHEN}", "½", "ﬁ", "İ", "\n\n"]
)


@given(st.lists(pieces, max_size=8).map(" ".join))
def test_no_stop_is_told_twice(text: str) -> None:
    stops = GUARD.search(text, figures=FIGURES)

    for stop in stops:
        assert not any(other.covers(stop) for other in stops if other is not stop)


@given(st.text(alphabet="ab1½٣² {}", max_size=30))
def test_no_number_is_typed_without_a_stop(text: str) -> None:
    stops = GUARD.search(text)

    for place, sign in enumerate(text):
        if sign.isnumeric():
            assert any(stop.start <= place < stop.end and not stop.may_override for stop in stops)


# figures


def test_figures_are_printed_where_their_tokens_stand() -> None:
    text = f"{token('role.teacher')} teachers, {token('role.teacher+level.high')} of them at high schools."

    assert printed(text, {"role.teacher": "10 to 14", "role.teacher+level.high": "0 to 4"}) == (
        "10 to 14 teachers, 0 to 4 of them at high schools."
    )


@given(st.lists(st.sampled_from([*map(token, FIGURES), "teachers, ", "y ", "."])).map("".join))
def test_nothing_is_left_of_tokens_when_a_text_without_stops_is_printed(text: str) -> None:
    assert GUARD.search(text, figures=FIGURES) == []

    done = printed(text, dict.fromkeys(FIGURES, "10 to 14"))

    assert "{" not in done
    assert done.count("10 to 14") == text.count("{fig:")


@pytest.mark.parametrize(
    "text", ["{fig:}", "{Fig:total}", "{fig: total}", "{fig:total", "fig:total}", "{", "{fig:to\u200btal}"]
)
def test_what_is_nearly_a_token_is_never_printed(text: str) -> None:
    stops = GUARD.search(text, figures=FIGURES)

    assert Reason.BROKEN_FIGURE in [stop.reason for stop in stops]
    assert printed(text, {"total": "10 to 14"}) == text


def test_a_figure_that_the_release_does_not_have_is_our_mistake_when_printed() -> None:
    with pytest.raises(KeyError):
        printed("{fig:total}", {})


@pytest.mark.parametrize("name", ["", "a b", "A", "a}", ".a"])
def test_no_token_is_made_for_a_name_that_none_can_hold(name: str) -> None:
    with pytest.raises(ValueError, match="figure's name"):
        token(name)


# overrides


def stop_in(text: str) -> Stop:
    (stop,) = GUARD.search(text, figures=FIGURES)
    return stop


def test_a_stop_is_lifted_by_a_reason_of_a_few_words() -> None:
    stop = stop_in("A white paper was read.")

    assert open_stops([stop], [Override(stop, "It is a kind of paper")]) == []


@pytest.mark.parametrize("reason", ["", " ", ".", "ok", "yes yes yes yes", "– – – –", "it is"])
def test_no_stop_is_lifted_without_saying_why(reason: str) -> None:
    stop = stop_in("A white paper was read.")

    assert open_stops([stop], [Override(stop, reason)]) == [stop]


@pytest.mark.parametrize(
    "text", ["We thank Peña.", "We thank Robert White.", "help@district.org", "40 %", "12", "Call 555-0134"]
)
def test_no_reason_lifts_a_visitors_name_an_address_or_a_number(text: str) -> None:
    stop = stop_in(text)
    forged = Stop(stop.start, stop.end, stop.reason, may_override=True, place=stop.place)

    assert open_stops([stop], [Override(stop, "we all agreed on it"), Override(forged, "we all agreed on it")]) == [stop]


def test_an_override_goes_with_its_words_and_not_with_the_place_they_had() -> None:
    text = "The paper that everybody read was a white paper about leave."
    override = Override(stop_in(text), "It is a kind of paper")

    moved = GUARD.search(f"Dear readers, this comes first.\n{' ' * 30}{text}")
    rewritten = GUARD.search("The paper that everybody read was by White and about leave.")

    assert open_stops(moved, [Override(stop_in(f"{' ' * 30}{text}"), "It is a kind of paper"), override]) == []
    assert open_stops(rewritten, [override]) == rewritten != []


def test_a_name_within_a_phrase_is_not_let_through_with_the_phrase() -> None:
    known = Known(people=(Person("Edith White"),), units=("White Oak High School",))
    text = "Staff at White Oak felt heard."
    stops = search(text, known=known, words=words())
    (campus,) = [stop for stop in stops if stop.reason is Reason.UNIT]

    (left,) = open_stops(stops, [Override(campus, "there are many oaks here")])

    assert (text[left.start : left.end], left.reason) == ("White", Reason.PART_OF_NAME)


def test_somebody_who_did_not_come_may_be_named_for_a_reason() -> None:
    known = Known(people=(Person("Edith Quiroga", is_visitor=False),))

    (stop,) = search("We thank Edith Quiroga.", known=known, words=words())

    assert (stop.reason, stop.may_override) == (Reason.FULL_NAME, True)


def test_nothing_of_a_case_shows_where_errors_are_printed() -> None:
    stop = stop_in("We thank Peña.")
    shown = f"{KNOWN!r} {stop!r} {Override(stop, 'Peña is no name')!r} {KNOWN.people[0]!r}"

    assert "Peña" not in shown


@pytest.mark.parametrize("name", ["", "Anonymous", "anónima", "Parent", "12", "Mr."])
def test_an_entry_that_names_nobody_stops_nothing(name: str) -> None:
    guard = Guard(Known(people=(Person(name),)), words())

    assert [stop for text in CLEAN for stop in guard.search(text, figures=FIGURES)] == []


def test_it_is_quick_enough_to_search_while_somebody_types(record_property: pytest.RecordProperty) -> None:
    """Printed, not asserted: other work goes on beside tests."""
    rng = random.Random(1)
    given, surnames = sorted(words().given), sorted(words().ordinary)
    names = [" ".join([*rng.sample(given, 2), *rng.sample(surnames, 2)]).title() for _number in range(650)]
    text = " ".join(rng.choices(CLEAN, k=220))[:18_000]
    begun = time.perf_counter()
    guard = Guard(Known(people=tuple(map(Person, names))), words())
    built = time.perf_counter()
    guard.search(CLEAN[0] * 3)
    paragraph = time.perf_counter()
    assert len(text) > 15_000
    guard.search(text, figures=FIGURES)
    whole = time.perf_counter()

    line = (
        f"build {built - begun:.3f} s, paragraph {paragraph - built:.4f} s, {len(text)} letters {whole - paragraph:.3f} s"
    )
    record_property("narrative guard, 650 people", line)
    print(line)  # noqa: T201 - told, not asserted
