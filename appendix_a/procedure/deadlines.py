"""How long the procedure waits for people, each figure once."""

from datetime import timedelta

REMINDERS = (timedelta(days=3), timedelta(days=7), timedelta(days=14))
"""After how long from the beginning of a wait the people whom it waits for are reminded."""

IDLE = timedelta(days=365)
"""After how long without an edit a draft, or a proposal that was returned, lapses."""

UNLAUNCHED = timedelta(days=90)
"""After how long from its first day a site that nobody has launched lapses."""

TO_PUT_RIGHT = timedelta(days=28)
"""How long the school has to put right what fails on a live site."""

# A proposal anew passes its checks and up to three signatures: time for two of them to be waited
# for until the last reminder.
NOTICE = timedelta(days=30)
"""How long before the last day of an approval its review is due, and the site may be proposed anew."""
