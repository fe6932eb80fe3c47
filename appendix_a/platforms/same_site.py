"""What known platforms treat as one site: the tables behind `addresses`.

They stand here and not in the catalogue: a school's own rows must not move a stored identity.
"""

# Hosts that serve the same accounts under the same paths.
SAME_HOST = {
    "blogspot.co.uk": "blogspot.com",
    "blogspot.ie": "blogspot.com",
    "discordapp.com": "discord.com",
    "fb.com": "facebook.com",
    "instagr.am": "instagram.com",
    "linktree.com": "linktr.ee",
    "pinterest.co.uk": "pinterest.com",
    "pinterest.ie": "pinterest.com",
    "telegram.dog": "t.me",
    "telegram.me": "t.me",
    "threads.net": "threads.com",
    "twitter.com": "x.com",
    "youtube-nocookie.com": "youtube.com",
}

# Platforms whose account names ignore case, with the path segments that stand before a name
# that is not the first segment. Posts and videos keep their case: their ids depend on it.
NAMES_IGNORE_CASE: dict[str, frozenset[str]] = {
    "bsky.app": frozenset({"profile"}),
    "facebook.com": frozenset({"groups", "pages"}),
    "flickr.com": frozenset({"photos", "people", "groups"}),
    "github.com": frozenset({"orgs"}),
    "instagram.com": frozenset(),
    "linkedin.com": frozenset({"company", "in", "school", "showcase"}),
    "pinterest.com": frozenset(),
    "reddit.com": frozenset({"r", "u", "user"}),
    "snapchat.com": frozenset({"add"}),
    "soundcloud.com": frozenset(),
    "t.me": frozenset({"s"}),
    "threads.com": frozenset(),
    "tiktok.com": frozenset(),
    "twitch.tv": frozenset(),
    "vimeo.com": frozenset(),
    "x.com": frozenset(),
    "youtube.com": frozenset({"c", "user"}),
}

# Platforms whose mobile copy is the same site; elsewhere "m." may be somebody's own name.
HAVE_COPIES = frozenset(NAMES_IGNORE_CASE) | {"myspace.com", "quora.com", "wikipedia.org"}
COPIES = frozenset({"m", "mbasic", "mobile", "touch", "web", "www"})

TRACKING_PREFIX = "utm_"
TRACKING = frozenset({
    "_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "li_fat_id",
    "mc_cid", "mc_eid", "mibextid", "msclkid", "ref_src", "ref_url", "ttclid", "twclid", "wbraid",
    "yclid",
})  # fmt: skip
TRACKING_OF: dict[str, frozenset[str]] = {
    "facebook.com": frozenset({"__tn__", "fref", "locale", "rdid", "ref", "share_url"}),
    "instagram.com": frozenset({"hl"}),
    "open.spotify.com": frozenset({"si"}),
    "tiktok.com": frozenset({"_r", "_t", "is_from_webapp", "lang", "sender_device"}),
    "x.com": frozenset({"lang", "s", "t"}),
    "youtube.com": frozenset({"ab_channel", "app", "feature", "hl", "pp", "si"}),
}
