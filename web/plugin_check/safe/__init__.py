"""What keeps a plugin from doing harm: production refuses one that is not safe."""
