"""How long the procedure waits for people, each figure once."""

from datetime import time, timedelta

REMINDERS = (3, 7, 14)
"""After how many school days of a wait the people whom it waits for are reminded."""

ESCALATION = 17
"""After how many school days of a wait whoever stands next in the route is told of it."""

TOLD_AT = time(8)
"""At what time of a school day people are reminded and told, by the clock of the school."""

TOLD_UNTIL = time(18)
"""Until what time of a school day they are, where the engine was away at the hour."""

IDLE = timedelta(days=365)
"""After how long without an edit a draft, or a proposal that was returned, lapses."""

UNLAUNCHED = timedelta(days=90)
"""After how long from its first day a site that nobody has launched lapses."""

TO_PUT_RIGHT = timedelta(days=28)
"""How long the school has to put right what fails on a live site."""

# A proposal anew passes its checks and up to three signatures: in weeks without a holiday, time
# for one of them to be waited for until whoever stands next is told.
NOTICE = timedelta(days=30)
"""How long before the last day of an approval its review is due, and the site may be proposed anew."""
