"""R11, as a test: backups under four writers, restored, on both databases."""

from tests.faults import counts, r11


def test_a_backup_under_four_writers_is_how_the_record_once_was() -> None:
    """Whole, its logs beginnings of the final ones, with all that was acknowledged before it."""
    assert r11.run(counts.of("R11")).failures == []


def test_a_copy_of_the_live_file_is_caught() -> None:
    """The same rounds find a backup that copies the file as it lies on the disk."""
    assert r11.control()
