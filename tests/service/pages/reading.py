"""What a reader finds on a page: its heading, its links, its fields, its words."""

from html.parser import HTMLParser


class Read(HTMLParser):
    """One page, read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.links: list[str] = []
        self.codes: list[str] = []
        self._text: list[str] = []
        self._heading: list[str] = []
        self._in: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag in ("h1", "code", "title"):
            self._in.append(tag)
        if tag == "input" and has.get("name"):
            self.fields[str(has["name"])] = has.get("value") or ""
        if tag == "a" and has.get("href"):
            self.links.append(str(has["href"]))

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._in and self._in[-1] == "h1":
            self._heading.append(data)
        if self._in and self._in[-1] == "code":
            self.codes.append(data)

    @property
    def heading(self) -> str:
        return " ".join("".join(self._heading).split())

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._text).split())
