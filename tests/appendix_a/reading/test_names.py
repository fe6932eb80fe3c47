"""Whose name a text bears: seen however it is written, and never in a word that is only a word."""

import pytest

from appendix_a.reading.names import Bearer, Likeness, bearer, spoken, words_that_are_names

FULL, NAMED, MAYBE = Likeness.FULL, Likeness.NAMED, Likeness.MAYBE
SILE, BRIDE, NIC, UI = (
    "Síle Ó Néill",
    "Pádraig Mac Giolla Bríde",
    "Máire Nic Gabhann",
    "Áine Uí Dhónaill",
)

WRITTEN = (
    ("Aoife Kerr", FULL, ("Aoife Kerr", "aoifekerr", "aoife.kerr", "aoife-kerr", "aoife_kerr")),
    ("Aoife Kerr", FULL, ("AoifeKerr", "kerr.aoife", "kerraoife", "aoifekerr5", "missaoifekerr")),
    ("Aoife Kerr", FULL, ("theaoifekerrshow", "https://x.com/aoifekerr", "Kerr, Aoife")),
    ("Aoife Kerr", NAMED, ("Miss Kerr's class", "Aoife’s corner", "p5-kerr", "a.kerr", "kerr5")),
    ("Aoife Kerr", MAYBE, ("akerr", "kerra")),
    ("Ngozi Okafor", FULL, ("ngozi.okafor", "okafor_ngozi", "ngoziokafor")),
    (SILE, FULL, ("sile.oneill", "sileoneill", "sileneill", "Síle O'Neill", "oneill.sile")),
    (SILE, NAMED, ("Ó Néill", "oneill", "xn--sle-rma.example")),
    (SILE, MAYBE, ("soneill",)),
    (
        BRIDE,
        FULL,
        (
            "padraigmacgiollabride",
            "Pádraig Mac Giolla Bríde",
            "padraig.bride",
        ),
    ),
    (BRIDE, MAYBE, ("pmacgiollabride",)),
    (NIC, FULL, ("maire.nic.gabhann", "mairenicgabhann", "mairegabhann", "maire-macgabhann")),
    (UI, FULL, ("aine.uidhonaill", "ainedhonaill", "áine.odhonaill")),
    ("Patrick O'Hare", FULL, ("patrickohare", "patrick.o'hare", "Patrick O’Hare", "ohare-patrick")),
    (
        "Anne-Marie Smith-Jones",
        FULL,
        ("annemariesmithjones", "anne.jones", "annemarie.smith-jones"),
    ),
    ("Mary Jane Quinn", FULL, ("maryquinn", "mary.jane.quinn", "quinn.maryjane")),
    ("Mary Jane Quinn", MAYBE, ("mjquinn",)),
    ("Łukasz Wójcik", FULL, ("lukaszwojcik", "lukasz.wojcik", "Wójcik Łukasz")),
    ("Luc French", NAMED, ("Mr French", "Mr. French's class", "mr-french")),
    ("Tom Young", FULL, ("tomyoung", "tomyoungwriters", "Tom Young")),
    ("Grace Rose", FULL, ("Grace Rose", "gracerose")),
)
"""Names of the record, how sure it is, and ways in which they are written."""

WORDS = (
    ("Luc French", ("French department", "La langue French", "french")),
    ("Ann Garden", ("School garden", "garden-diary", "Tá an rang ann")),
    ("Tom Young", ("Young writers", "the young ones")),
    ("May Orr", ("May fair", "may2027")),
    ("Grace Orr", ("Grace", "Saying grace")),
    ("Hope Orr", ("Hope", "hope.wordpress.com")),
    ("Rose Orr", ("Rose show", "P3 rose bed")),
    ("Art Orr", ("Art club", "https://art.wordpress.com")),
    ("Jim Rector", ("The rector writes",)),
    ("Mark Orr", ("Mark making", "Mark")),
    ("Rich Bill", ("Rich Text format", "Bill of rights")),
    ("Frank Chase", ("Frank talk", "The chase")),
    ("Sean Orr", ("Sean-nós", "Sean agus nua")),
    ("Dara Orr", ("An dara rang",)),
    ("Robert Burns", ("Burns supper",)),
    ("Robin Reid", ("Robin's nest",)),
    ("Penny Church", ("Church choir", "Penny reading")),
)
"""Words that are also names: those that lists of false alarms tell of, and the schools' own."""

NOBODY = (
    ("Aoife Kerr", ("Kerrygold", "P5 class blog", "skerries", "k", "", "aoi fe", "Kerrigan")),
    ("Patrick Orr", ("St Patrick's day", "Naomh Patrick", "Saint Patrick")),
    ("J. de la P. Brún", ("De la P. J.", "la", "de")),
    ("Jo Li", ("jolity", "join", "Li", "Jo")),
    ("Dr Jo Bell", ("dr", "Dr Who")),
)


@pytest.mark.parametrize(
    ("name", "likeness", "text"),
    [(name, likeness, text) for name, likeness, texts in WRITTEN for text in texts],
)
def test_a_name_is_seen_however_it_is_written(name: str, likeness: Likeness, text: str) -> None:
    """Run together, dotted, reversed, without accents or particle; and it is somebody's alone."""
    found = bearer(text, ("Emma Walsh", name))
    assert found is not None
    assert (found.whose, found.likeness) == (name, likeness)
    assert bearer(text, ("Emma Walsh",)) is None


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in WORDS for text in texts]
)
def test_a_word_that_is_also_a_name_is_a_question(name: str, text: str) -> None:
    """It may mean nobody: a person is asked. The control: the full name is seen as one."""
    found, full = bearer(text, (name,)), bearer(f"{text}, {name}", (name,))
    assert found is not None
    assert full is not None
    assert (found.likeness, full.likeness) == (MAYBE, FULL)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in NOBODY for text in texts]
)
def test_what_only_resembles_a_name_is_nobodys(name: str, text: str) -> None:
    """A name within another word, a saint, initials and particles."""
    assert bearer(text, (name,)) is None


def test_the_schools_own_words_are_nobodys() -> None:
    """Whoever is called as the school is; the control: the full name is somebody's all the same."""
    own = frozenset(spoken("St Mary's Primary School"))
    assert bearer("St Marys, Mary and the primary", ("Mary Quinn",), own) is None
    assert bearer("maryquinn", ("Mary Quinn",), own) == Bearer(FULL, "Mary Quinn", "maryquinn")
    assert bearer("Rose Hill", ("Rose Hill",), frozenset(("rose", "hill"))) is None


def test_the_surest_is_told() -> None:
    """Of several people, and of several ways in which one is named."""
    names = ("Luc French", "Aoife Kerr", "Emma Walsh")
    found = bearer("French with Kerr and emma.walsh", names)
    assert found == Bearer(FULL, "Emma Walsh", "emmawalsh")
    assert bearer("French with Kerr", names) == Bearer(NAMED, "Aoife Kerr", "kerr")


def test_the_words_are_small_and_plain() -> None:
    """As a text is read that they are looked for in; and names that are no word are none of them."""
    words = words_that_are_names()
    assert [one for one in words if spoken(one) != (one,)] == []
    assert words & {"kerr", "okafor", "walsh", "daly", "aoife"} == set()
