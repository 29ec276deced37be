"""Pages on which signers read and sign an agreement."""
