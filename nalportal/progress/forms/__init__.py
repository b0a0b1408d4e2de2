"""What is asked about milestones and texts."""
