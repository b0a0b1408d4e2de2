"""What is published as data: the interface, files over all rounds, and what describes them."""
