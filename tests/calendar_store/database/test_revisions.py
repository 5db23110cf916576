"""What is remembered under revisions: the newest of a row, of so many rows, once it is certain."""

from calendar_store.database.revisions import RevisionCache, RevisionView


def test_a_value_is_found_under_its_own_revision_only() -> None:
    cache = RevisionCache()
    cache.keep(1, 5, "five")
    assert [cache.get(1, revision) for revision in (4, 5, 6)] == [None, "five", None]
    assert cache.get(2, 5) is None


def test_the_newest_revision_stays_whoever_ends_last() -> None:
    cache = RevisionCache()
    cache.keep(1, 6, "six")
    cache.keep(1, 5, "a reader that began before")
    assert (cache.get(1, 5), cache.get(1, 6)) == (None, "six")


def test_whoever_was_asked_for_longest_ago_is_forgotten_first() -> None:
    cache = RevisionCache(most=2)
    cache.keep(1, 1, "one")
    cache.keep(2, 1, "two")
    cache.get(1, 1)
    cache.keep(3, 1, "three")
    assert [cache.get(row, 1) for row in (1, 2, 3)] == ["one", None, "three"]


def test_what_a_transaction_loaded_is_its_own_until_it_has_ended_well() -> None:
    cache = RevisionCache()
    one, other = RevisionView(cache), RevisionView(cache)
    one.add(1, 6, "six")
    assert (one.get(1, 6), other.get(1, 6)) == ("six", None)
    one.publish()
    assert other.get(1, 6) == "six"


def test_what_was_loaded_before_something_was_undone_is_told_nobody() -> None:
    cache = RevisionCache()
    one = RevisionView(cache)
    one.add(1, 6, "undone")
    one.undo()
    assert one.get(1, 6) is None
    one.add(2, 6, "after it")
    one.publish()
    assert (cache.get(1, 6), cache.get(2, 6)) == (None, "after it")
