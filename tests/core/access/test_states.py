import pytest

from core.access.states import GRANT, REQUESTS
from core.enrollment.states import ENROLLMENT
from core.groups.states import GROUP
from core.moves import IllegalMove, Moves

ALL = [ENROLLMENT, GROUP, GRANT, *REQUESTS.values()]


@pytest.mark.parametrize("moves", ALL, ids=lambda moves: moves.kind)
def test_every_state_has_words_and_leads_only_to_states_of_its_table(moves: Moves):
    assert set(moves.table) == set(moves.words)
    assert set().union(*moves.table.values()) <= set(moves.table)
    assert moves.first in moves.table


@pytest.mark.parametrize("moves", ALL, ids=lambda moves: moves.kind)
def test_every_move_that_is_not_in_the_table_is_refused(moves: Moves):
    for state in moves.table:
        for to in (*moves.table, "unknown"):
            if to in moves.table[state]:
                assert moves.move(state, to) == to
            else:
                with pytest.raises(IllegalMove):
                    moves.move(state, to)
    with pytest.raises(IllegalMove):
        moves.move("unknown", moves.first)
