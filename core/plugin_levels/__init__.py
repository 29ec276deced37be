"""How good each plugin is as it is installed here: what the conformance kit found, and whether it may run."""
