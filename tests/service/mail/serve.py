"""`python -m tests.service.mail.serve FOLDER`: a mail server in a process of its own.

It writes its port into the folder, and the Message-ID of each mail that it takes on a line.
"""

import sys
import threading
from email.message import EmailMessage
from pathlib import Path

from tests.service.mail.server import Mails, serving

PORT, TAKEN = "port", "taken"


class Noted(list[EmailMessage]):
    """Mails that are noted in a file as they are taken."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def append(self, mail: EmailMessage) -> None:
        with self.file.open("a", encoding="utf-8") as taken:
            taken.write(f"{mail['Message-ID']}\n")
        super().append(mail)


def main() -> None:
    """Serve until the standard input is closed."""
    folder = Path(sys.argv[1])
    (folder / TAKEN).touch()
    with serving(Mails(taken=Noted(folder / TAKEN))) as relay:
        (folder / f"{PORT}.new").write_text(str(relay.port), encoding="utf-8")
        (folder / f"{PORT}.new").rename(folder / PORT)
        stop = threading.Thread(target=sys.stdin.read)
        stop.start()
        stop.join()


if __name__ == "__main__":
    main()
