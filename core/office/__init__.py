"""What a practice does after its activation: its people and what they have, their leaving and its proof."""
