"""Who may talk, decided for every case there is."""

import itertools

import pytest

from bot.core.access import Mode, Policy, Standing, Verdict

T, A, W, S = Verdict.TALK, Verdict.ASK_ADMINS, Verdict.WAIT, Verdict.SILENT
STANDINGS = (Standing.UNKNOWN, Standing.ASKED, Standing.ALLOWED, Standing.REFUSED, Standing.BANNED)

# In a private chat, by (is the mode open, is the person listed, is the person an admin): a verdict for each
# of the standings above. An allow-list and invitations differ only in that codes are taken.
PRIVATE = {
    (True, False, False): (T, T, T, T, S),
    (True, True, False): (T, T, T, T, S),
    (False, False, False): (A, W, T, S, S),
    (False, True, False): (T, T, T, T, S),
    (True, False, True): (T, T, T, T, T),
    (True, True, True): (T, T, T, T, T),
    (False, False, True): (T, T, T, T, T),
    (False, True, True): (T, T, T, T, T),
}
# In a group, by (is the mode open, is the group listed): a verdict for each standing of the group, for
# everybody who is neither banned nor an admin.
GROUP = {
    (True, False): (T, T, T, T, S),
    (True, True): (T, T, T, T, S),
    (False, False): (S, S, T, S, S),
    (False, True): (T, T, T, T, S),
}
PERSON, GROUP_ID = 7, -70


def policy_of(mode: Mode, chat_id: int, *, listed: bool, is_admin: bool = False) -> Policy:
    """Return the policy of a bot that lists a chat or not, and whose admin the person is or not."""
    return Policy(mode, frozenset({PERSON} if is_admin else ()), frozenset({chat_id} if listed else ()))


@pytest.mark.parametrize(
    ("mode", "listed", "is_admin", "place"),
    [*itertools.product(Mode, (False, True), (False, True), range(5))],
)
def test_private_chats(mode: Mode, listed: bool, is_admin: bool, place: int) -> None:
    """In private the person's own standing decides, and an admin is never shut out."""
    policy = policy_of(mode, PERSON, listed=listed, is_admin=is_admin)
    verdict = policy.verdict(PERSON, STANDINGS[place], PERSON, STANDINGS[place])
    assert verdict is PRIVATE[mode is Mode.OPEN, listed, is_admin][place]


@pytest.mark.parametrize(
    ("mode", "listed", "is_admin", "person", "place"),
    [*itertools.product(Mode, (False, True), (False, True), STANDINGS, range(5))],
)
def test_groups(mode: Mode, listed: bool, is_admin: bool, person: Standing, place: int) -> None:
    """In a group its standing decides for all but the banned, and nobody is told there that they may not."""
    policy = policy_of(mode, GROUP_ID, listed=listed, is_admin=is_admin)
    verdict = policy.verdict(PERSON, person, GROUP_ID, STANDINGS[place])
    banned = person is Standing.BANNED
    assert verdict is (T if is_admin else S if banned else GROUP[mode is Mode.OPEN, listed][place])


@pytest.mark.parametrize(("mode", "listed", "place"), [*itertools.product(Mode, (False, True), range(5))])
def test_a_group_is_admitted_as_its_members_are_heard(mode: Mode, listed: bool, place: int) -> None:
    """Whoever adds the bot is told that it will be silent exactly where it will be."""
    admitted = policy_of(mode, GROUP_ID, listed=listed).admits(GROUP_ID, STANDINGS[place])
    assert admitted is (GROUP[mode is Mode.OPEN, listed][place] is T)


def test_a_policy_knows_whom_it_judges() -> None:
    """Admins are let in everywhere; a group is judged by its own standing, also when it speaks itself."""
    policy = Policy(Mode.LIST, admins=frozenset({1}), listed=frozenset({2, -20}))
    banned, unknown, allowed = Standing.BANNED, Standing.UNKNOWN, Standing.ALLOWED
    assert policy.verdict(1, banned, -30, banned) is T
    assert policy.verdict(2, unknown, 2, unknown) is T
    assert policy.verdict(2, unknown, -30, unknown) is S
    assert policy.verdict(3, unknown, -20, unknown) is T
    assert policy.verdict(3, banned, -20, allowed) is S
    assert policy.verdict(3, unknown, 3, unknown) is A
    assert policy.verdict(-30, allowed, -30, allowed) is T
    assert policy.verdict(-30, banned, -30, banned) is S
    assert (policy.admits(-20, unknown), policy.admits(-30, unknown), policy.admits(-20, banned)) == (
        True,
        False,
        False,
    )
