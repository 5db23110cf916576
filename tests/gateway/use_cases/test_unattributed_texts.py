"""Texts that are nobody's, seen to by the operator."""

import pytest

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import NotFound, NotPermitted
from calendar_store.model.statuses import Role
from gateway.use_cases import (
    unattributed_texts,
)
from tests.support.acts import member


async def test_texts_that_are_nobody_s_are_the_operator_s(desk):
    async with desk.database.write() as tx:
        for role in Role:
            actor = member(desk, role)
            await _refused(unattributed_texts.listed(tx, actor, 10))
            await _refused(unattributed_texts.assign(tx, actor, 1, desk.practice))
            await _refused(unattributed_texts.dismiss(tx, actor, 1, now=desk.now))
        assert await unattributed_texts.listed(tx, OPERATOR, 10) == ([], 0)
        with pytest.raises(NotFound):
            await unattributed_texts.dismiss(tx, OPERATOR, 1, now=desk.now)


async def _refused(act):
    with pytest.raises(NotPermitted):
        await act
