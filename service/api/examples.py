"""What the description of the API shows as examples. Every name is invented."""

from typing import Any

PUBLIC: dict[str, Any] = {
    "entry": "bip-1",
    "title": "P5 class blog",
    "platform": "WordPress.com",
    "address": "https://birchfieldp5.wordpress.com",
    "public_purpose": "Shows families what Primary 5 learns from week to week.",
    "owner_role": "Employee",
    "status": "closed",
    "official_from": "2026-10-01",
    "official_until": "2027-06-30",
}
SITE = PUBLIC | {
    "reference": "BIP-0001",
    "audience": ["families", "pupils"],
    "since": "2027-06-30",
    "valid_until": "2027-08-31",
    "signed_by": ["4b6f0c2a9d1e7f38"],
    "edition": "model",
}
SCHOOL = {"key": "bip", "name": "Birchfield Integrated Primary School"}
CHECKPOINT = (
    "official-sites/bip\n42\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n\n"
    "— official-sites/bip (signature)\n"
)
RUN = {
    "step": "check_platform",
    "result": "met",
    "run_id": "0198c0de-0000-7000-8000-000000000000",
    "started_at": "2026-09-01T09:00:00Z",
    "ended_at": "2026-09-01T09:00:01Z",
    "revision": 1,
}
SEAL = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DECISION = {
    "step": "final",
    "kind": "sign",
    "state": "counted",
    "signer": "Niamh Hart",
    "capacity": "principal",
    "flags": [],
    "given_at": "2026-09-15T09:00:00Z",
    "counted_at": "2026-09-15T09:00:01Z",
    "revision": 1,
    "seal": SEAL,
    "run_id": "0198c0de-0000-7000-8000-000000000001",
    "edition": "model",
    "catalogue_digest": "2c26b46b68ffc68f",
    "code_digest": "fcde2b2edba56bf4",
}
DECLARATION = {"name": "Aoife Kerr", "state": "made", "at": "2026-09-02T10:00:00Z"}
STATUS = {"status": "live", "since": "2026-10-01", "by": "Aoife Kerr"}
LISTED = {
    "reference": "BIP-0001",
    "title": "P5 class blog",
    "status": "in_sign_off",
    "changed_at": "2026-09-01T09:00:00Z",
    "held_by": ("Conor Daly", "Mary Quinn"),
    "held_since": "2026-09-01T09:00:00Z",
    "expected_by": "2026-09-04",
}
FINDING = {
    "clause": "7.3",
    "check": "7.3/1",
    "kind": "fact",
    "answer": "met_until",
    "until": "2027-09-01",
    "words": "The terms that are announced raise the age on 1 September 2027.",
    "remedy": "",
    "warning": "",
    "suggestion": None,
}
SUGGESTION = {
    "changes": ["At “Who may comment?”, choose “Comments are switched off”."],
    "or_any_of": [],
    "fields": ["comments"],
    "different_proposal": False,
}
