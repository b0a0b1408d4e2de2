"""The pages of municipalities and their policy, for signed-in people."""
