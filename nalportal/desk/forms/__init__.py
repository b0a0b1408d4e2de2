"""What is asked about rounds, hand-ins and reviews."""
