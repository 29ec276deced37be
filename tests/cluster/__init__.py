"""The portal on more than one machine: what `deploy/cluster` says, really run on loopback."""
