"""The pages of municipalities and their policy, for who is signed in."""
