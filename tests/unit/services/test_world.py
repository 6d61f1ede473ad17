from tests.unit.services.world import World


def test_the_world_is_made_by_services_alone(world: World) -> None:
    assert set(world.groups) == {"O", "C", "S", "G", "X", "public", "open", "trusted"}
