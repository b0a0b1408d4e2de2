"""What is asked about municipal policy: steps, totals and documents."""
