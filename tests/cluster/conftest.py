"""The cluster that a test has to itself."""

from collections.abc import Iterator

import pytest

from tests.cluster.machines import Cluster, cluster, missing


@pytest.fixture
def machines() -> Iterator[Cluster]:
    if reason := missing():
        pytest.skip(reason)
    with cluster() as made:
        yield made
