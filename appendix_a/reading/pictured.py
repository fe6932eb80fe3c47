"""Whether a text speaks of pictures of pupils, in English or Irish.

It only ever asks somebody to look: a text may tell what is not done, in words that nobody foresaw.
"""

import re
from functools import lru_cache

from appendix_a.values.wording import REMEMBERED

_OF_PUPILS = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|images?|videos?|films?|portraits?)"
    r"(?:\s+\w+){0,2}?\s+(?:of|with|showing)(?:\s+\w+){0,2}?"
    r"\s+(?:pupils?|child(?:ren)?)\b(?![’'])"
    r"|\b(?:grianghra\w+|pictiúi?r\w*|físeái?n\w*|íomhá\w*)(?:\s+\w+){0,2}?"
    r"\s+(?:dh?alta|dh?altaí|ph?áistí?|leanaí)\b",
    re.IGNORECASE,
)
"""Pictures of the pupils, and not of the pupils' work."""
_NOT = re.compile(r"\b(?:no|not|never|without|nor|none|gan|ní|níl)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;!?\n]+")


@lru_cache(REMEMBERED)
def speaks_of_pictured_pupils(text: str) -> bool:
    """Whether a sentence speaks of pictures of pupils and does not say that there are none."""
    return any(_OF_PUPILS.search(one) and not _NOT.search(one) for one in _SENTENCE.split(text))
