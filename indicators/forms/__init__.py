"""What is asked about figures and where they come from."""
