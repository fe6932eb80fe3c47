"""Which texts speak of pictures of pupils, and that they are shown to whoever signs."""

import pytest

from appendix_a.reading.pictured import speaks_of_pictured_pupils
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import example, found


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Photographs of pupils at work.", True),
        ("Each week there are some photos of the younger children.", True),
        ("A short video showing our pupils on the pitch", True),
        ("Grianghraif de dhaltaí ag obair.", True),
        ("Pictiúir de na páistí gach seachtain.", True),
        ("Photographs of the pupils' work.", False),
        ("Photographs of the pupils’ work.", False),
        ("Pictures that pupils have drawn.", False),
        ("No photographs of pupils are shown.", False),
        ("Níl grianghraif de dhaltaí ann.", False),
        ("The news of the class; poems by pupils.", False),
    ],
)
def test_it_reads_whether_pupils_are_in_the_pictures(text: str, speaks: bool) -> None:
    """Pictures of pupils are spoken of in either language; their work, and a no, are not."""
    assert speaks_of_pictured_pupils(text) == speaks


@pytest.mark.parametrize(
    ("pupil_images", "content", "flag"),
    [
        (
            False,
            "Photographs of pupils at work.",
            (
                "“Will pictures of pupils or their families appear?” is answered no, and “What will be "
                "published there?” speaks of pictures of pupils."
            ),
        ),
        (True, "Photographs of pupils at work.", ""),
        (False, "What the class has read and made this week.", ""),
    ],
)
def test_a_plan_that_speaks_of_them_is_shown_to_whoever_signs(
    pupil_images: bool, content: str, flag: str
) -> None:
    """Beside a no it is a flag and never a refusal; beside a yes, or other words, it is nothing."""
    changes = {"pupil_images": pupil_images, "proposed_content": content}
    finding = found(example("6.7/1", Verdict.MET, "", changes))
    assert (finding.answer, finding.flag) == (Verdict.MET, flag)
